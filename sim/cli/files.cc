#include "sim/cli/files.h"

#include <cstdio>
#include <fstream>

namespace sw::sim {

expected<std::string, std::string> read_file(const std::string& path, std::size_t max_bytes) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return unexpected("cannot read " + path);
  std::string text;
  std::string chunk(64 * 1024, '\0');
  while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || in.gcount() > 0) {
    text.append(chunk, 0, static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_bytes) return unexpected(path + " has more than " + std::to_string(max_bytes) + " bytes");
  }
  if (in.bad()) return unexpected("cannot read " + path);
  return text;
}

int refuse(const std::string& why) {
  std::fprintf(stderr, "stream-worker sim: %s\n", why.c_str());
  return kBadInput;
}

}  // namespace sw::sim
