#include "tests/conformance/ports/real_storage.h"

#include <sys/resource.h>

#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "worker/base/check.h"

namespace sw::conformance {
namespace {

void limit_file_size(rlim_t bytes) {
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  setrlimit(RLIMIT_FSIZE, &limit);
}

}  // namespace

void GatedSink::post(ports::Event event) {
  if (std::this_thread::get_id() != test_thread_) shut_.wait(true);
  sink_.post(std::move(event));
}

RealStorage::RealStorage() { restart(); }
RealStorage::~RealStorage() { gate_.open(); }

void RealStorage::restart() {
  storage_.reset();
  auto opened = adapters::PosixStorage::open(root(), gate_);
  SW_CHECK(opened.has_value());
  storage_ = std::move(*opened);
}

std::optional<std::string> RealStorage::file(const std::string& path) const {
  std::ifstream stream(root() / path, std::ios::binary);
  if (!stream) return std::nullopt;
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return bytes.str();
}

std::set<std::string> RealStorage::files() const {
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root())) {
    // Lexically: a temporary may be gone by now.
    if (!entry.is_directory()) found.insert(entry.path().lexically_relative(root()).string());
  }
  return found;
}

void RealStorage::fill_up() { limit_file_size(256 * 1024); }
void RealStorage::make_room() { limit_file_size(RLIM_INFINITY); }

}  // namespace sw::conformance
