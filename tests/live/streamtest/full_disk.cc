// Loaded before the worker's own libraries (LD_PRELOAD): while the file $FULL_DISK_SWITCH exists, every write to a file
// below $FULL_DISK_FOLDER fails as it does on a full disk. Needs no right to mount anything.
#include <dlfcn.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

bool is_full(int file) {
  const char* folder = std::getenv("FULL_DISK_FOLDER");
  const char* full = std::getenv("FULL_DISK_SWITCH");
  if (folder == nullptr || full == nullptr || access(full, F_OK) != 0) return false;
  char link[64];
  char path[4096];
  std::snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, sizeof(path) - 1);
  if (length <= 0) return false;
  path[length] = '\0';
  return std::strncmp(path, folder, std::strlen(folder)) == 0;
}

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

ssize_t refuse() {
  errno = ENOSPC;
  return -1;
}

}  // namespace

extern "C" ssize_t write(int file, const void* bytes, size_t size) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  return is_full(file) ? refuse() : real(file, bytes, size);
}

extern "C" ssize_t writev(int file, const iovec* parts, int count) {
  static const auto real = next<ssize_t (*)(int, const iovec*, int)>("writev");
  return is_full(file) ? refuse() : real(file, parts, count);
}

extern "C" ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  return is_full(file) ? refuse() : real(file, bytes, size, at);
}
