#include "worker/adapters/filesystem/whole_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <vector>

#include "worker/adapters/filesystem/storage_path.h"

namespace sw::adapters {
namespace {

constexpr mode_t kFileMode = 0644;
// A temporary's name may be taken by a leftover that another worker is just removing; this often a new one is tried.
constexpr int kMaxNameAttempts = 16;

struct Temporary {
  std::string name;
  FileDescriptor file;
};

std::string temporary_name(const std::string& name) {
  static std::atomic<uint64_t> next_number = 0;
  return "." + name + "." + std::to_string(getpid()) + "-" + std::to_string(next_number++) +
         std::string(kTemporarySuffix);
}

// False when somebody who removes leftovers got hold of it first. A file system without locks has no such others.
bool claim(const FileDescriptor& file) {
  if (flock(file.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return false;
  struct stat status {};
  return fstat(file.number(), &status) != 0 || status.st_nlink > 0;
}

expected<Temporary, int> create_temporary(const FileDescriptor& folder, const std::string& name) {
  for (int attempt = 0; attempt < kMaxNameAttempts; ++attempt) {
    Temporary made{temporary_name(name), {}};
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    made.file = FileDescriptor(openat(folder.number(), made.name.c_str(), flags, kFileMode));
    if (made.file.open() && claim(made.file)) return made;
    if (!made.file.open() && errno != EEXIST) return unexpected(errno);
  }
  return unexpected(EEXIST);
}

int write_all(const FileDescriptor& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return fsync(file.number()) == 0 ? 0 : errno;
}

int put_in_place(const FileDescriptor& folder, const Temporary& temporary, const std::string& name) {
  if (renameat(folder.number(), temporary.name.c_str(), folder.number(), name.c_str()) != 0) return errno;
  return fsync(folder.number()) == 0 ? 0 : errno;
}

void remove_leftover(int folder, const char* name) {
  const FileDescriptor file(openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.open()) return;
  if (flock(file.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return;
  unlinkat(folder, name, 0);
}

void remove_leftovers_below(FileDescriptor folder, std::size_t depth);

void look_at_entry(int folder, const char* entry, std::size_t depth) {
  const std::string_view name = entry;
  if (name.ends_with(kTemporarySuffix)) return remove_leftover(folder, entry);
  if (name == "." || name == ".." || depth == kMaxPathParts) return;
  FileDescriptor child(openat(folder, entry, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (child.open()) remove_leftovers_below(std::move(child), depth + 1);
}

void remove_leftovers_below(FileDescriptor folder, std::size_t depth) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(fdopendir(folder.number()), closedir);
  if (!entries) return;
  const int number = folder.release();  // closedir closes it
  while (const dirent* entry = readdir(entries.get())) {
    if (entry->d_type == DT_REG || entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN) {
      look_at_entry(number, entry->d_name, depth);
    }
  }
}

}  // namespace

int write_whole_file(const FileDescriptor& folder, const std::string& name, std::string_view bytes) {
  const auto temporary = create_temporary(folder, name);
  if (!temporary) return temporary.error();
  int failure = write_all(temporary->file, bytes);
  if (failure == 0) failure = put_in_place(folder, *temporary, name);
  if (failure != 0) unlinkat(folder.number(), temporary->name.c_str(), 0);
  return failure;
}

int remove_file(const FileDescriptor& folder, const std::string& name) {
  return unlinkat(folder.number(), name.c_str(), 0) == 0 || errno == ENOENT ? 0 : errno;
}

void remove_leftovers(const FileDescriptor& root) {
  auto folder = open_folder(root, {}, Missing::kFail);
  if (folder) remove_leftovers_below(std::move(*folder), 0);
}

}  // namespace sw::adapters
