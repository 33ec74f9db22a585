// Folders by their descriptors, so that no step of a path can be swapped for a link in between.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "worker/base/expected.h"

namespace sw::adapters {

// An open file descriptor; closed with its owner.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor();
  bool open() const { return number_ >= 0; }
  int number() const { return number_; }
  // Gives the number away, for an owner of another kind.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

// What errno says, as one line.
std::string system_error_text(int error_number);

enum class Missing : bool { kFail, kCreate };

// The root folder at `path`, created with its parents where it is missing. Links are followed: it is the operator's
// own setting.
expected<FileDescriptor, int> open_root(const std::string& path);

// The folder `parts` below `root`, no link followed; or the errno. One that is created is synced into its parent.
expected<FileDescriptor, int> open_folder(const FileDescriptor& root, const std::vector<std::string>& parts,
                                          Missing missing);

}  // namespace sw::adapters
