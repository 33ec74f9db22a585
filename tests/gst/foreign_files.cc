#include "tests/gst/foreign_files.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace sw::tests {

ScratchFolder::ScratchFolder() {
  std::string pattern = ::testing::TempDir() + "/container.XXXXXX";
  if (mkdtemp(pattern.data()) != nullptr) folder_ = pattern;
  EXPECT_FALSE(folder_.empty()) << "no folder for files of the test";
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

std::string ScratchFolder::write(const std::string& name, const std::string& bytes) const {
  std::ofstream(path(name), std::ios::binary) << bytes;
  return path(name);
}

std::string ScratchFolder::read(const std::string& name) const {
  std::ifstream file(path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string output_of(const std::string& command) {
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  EXPECT_NE(pipe, nullptr) << command;
  if (pipe == nullptr) return {};
  std::string output;
  char piece[4096];
  while (const std::size_t size = std::fread(piece, 1, sizeof piece, pipe)) output.append(piece, size);
  const int status = pclose(pipe);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << command << "\n" << output;
  return output;
}

std::vector<ProbedPacket> probe_packets(const std::string& path, const std::string& level) {
  std::istringstream lines(
      output_of("ffprobe -v " + level + " -show_entries packet=pts,dts,duration,size,flags -of csv=p=0 " + path));
  std::vector<ProbedPacket> packets;
  for (std::string line; std::getline(lines, line);) {
    ProbedPacket packet{};
    char flags[8] = "";
    const int found = std::sscanf(line.c_str(), "%ld,%ld,%ld,%ld,%7s", &packet.pts, &packet.dts, &packet.duration,
                                  &packet.size, flags);
    EXPECT_EQ(found, 5) << line;
    packet.keyframe = flags[0] == 'K';
    packets.push_back(packet);
  }
  return packets;
}

std::string packet_bytes(const ScratchFolder& folder, const std::string& path) {
  EXPECT_EQ(output_of("ffmpeg -v warning -y -ignore_editlist 1 -i " + path + " -map 0 -c copy -f data " +
                      folder.path("packets")),
            "");
  return folder.read("packets");
}

std::vector<float> played_samples(const ScratchFolder& folder, const std::string& path) {
  EXPECT_EQ(output_of("ffmpeg -v warning -y -i " + path + " -f f32le " + folder.path("samples")), "");
  const std::string bytes = folder.read("samples");
  std::vector<float> samples(bytes.size() / sizeof(float));
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(float));
  return samples;
}

}  // namespace sw::tests
