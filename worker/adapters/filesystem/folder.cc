#include "worker/adapters/filesystem/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace sw::adapters {
namespace {

constexpr int kOpenFolder = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
constexpr mode_t kFolderMode = 0755;

expected<FileDescriptor, int> open_child(int parent, const std::string& name, Missing missing) {
  FileDescriptor child(openat(parent, name.c_str(), kOpenFolder | O_NOFOLLOW));
  if (child.open()) return child;
  if (errno != ENOENT || missing == Missing::kFail) return unexpected(errno);
  if (mkdirat(parent, name.c_str(), kFolderMode) != 0 && errno != EEXIST) return unexpected(errno);
  if (fsync(parent) != 0) return unexpected(errno);
  child = FileDescriptor(openat(parent, name.c_str(), kOpenFolder | O_NOFOLLOW));
  if (!child.open()) return unexpected(errno);
  return child;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (open()) ::close(number_);
}

std::string system_error_text(int error_number) { return std::generic_category().message(error_number); }

expected<FileDescriptor, int> open_root(const std::string& path) {
  std::error_code failure;
  std::filesystem::create_directories(path, failure);
  FileDescriptor root(::open(path.c_str(), kOpenFolder));
  if (root.open()) return root;
  return unexpected(failure ? failure.value() : errno);
}

expected<FileDescriptor, int> open_folder(const FileDescriptor& root, const std::vector<std::string>& parts,
                                          Missing missing) {
  FileDescriptor folder(fcntl(root.number(), F_DUPFD_CLOEXEC, 0));
  if (!folder.open()) return unexpected(errno);
  for (const auto& part : parts) {
    auto child = open_child(folder.number(), part, missing);
    if (!child) return child;
    folder = std::move(*child);
  }
  return folder;
}

}  // namespace sw::adapters
