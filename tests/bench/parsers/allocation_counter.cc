// Counts what a process asks malloc for: linked into the benchmark of our parser, preloaded into Python.
#include <atomic>
#include <cstddef>
#include <cstdint>

// glibc's own, under the names that it keeps for those who stand in front of them.
extern "C" {
void* __libc_malloc(std::size_t bytes);                     // NOLINT
void* __libc_calloc(std::size_t count, std::size_t bytes);  // NOLINT
void* __libc_realloc(void* block, std::size_t bytes);       // NOLINT
}

namespace {
std::atomic<uint64_t> counted = 0;
void count(std::size_t bytes) { counted.fetch_add(bytes, std::memory_order_relaxed); }
}  // namespace

extern "C" {
uint64_t allocated_bytes() { return counted.load(std::memory_order_relaxed); }

void* malloc(std::size_t bytes) {
  count(bytes);
  return __libc_malloc(bytes);
}
void* calloc(std::size_t elements, std::size_t bytes) {
  count(elements * bytes);
  return __libc_calloc(elements, bytes);
}
void* realloc(void* block, std::size_t bytes) {
  count(bytes);
  return __libc_realloc(block, bytes);
}
}
