// A file, or standard output, that somebody may watch while it is written: each text is there at once.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

namespace sw::fakes {

struct FileEnd {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using OutputFile = std::unique_ptr<std::FILE, FileEnd>;

// Empty from now on, and none where it cannot be written.
inline OutputFile open_output(const std::string& path) { return OutputFile(std::fopen(path.c_str(), "we")); }

// False where not all of it was taken, as by a full disk.
inline bool write(std::FILE* file, const std::string& text) {
  const std::size_t taken = std::fwrite(text.data(), 1, text.size(), file);
  return std::fflush(file) == 0 && taken == text.size();
}

}  // namespace sw::fakes
