// Files of other programs, and what other programs say of ours: ffmpeg and ffprobe stand for the world's players.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/base/media.h"

namespace sw::tests {

// A folder of its own that goes with the object.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  // The path of a new file with these bytes.
  std::string write(const std::string& name, const std::string& bytes) const;
  std::string read(const std::string& name) const;

 private:
  std::string folder_;
};

// What the command says on its standard output; fails the test when it ends badly or complains.
std::string output_of(const std::string& command);

// A packet as ffprobe sees it, in ticks of the stream.
struct ProbedPacket {
  int64_t pts;
  int64_t dts;
  int64_t duration;
  int64_t size;
  bool keyframe;
};
// Complaints of the level fail the test.
std::vector<ProbedPacket> probe_packets(const std::string& path, const std::string& level = "warning");

// The bytes of all packets of the one stream, one after another, as ffmpeg finds them.
std::string packet_bytes(const ScratchFolder& folder, const std::string& path);

// All the samples that ffmpeg plays, interleaved.
std::vector<float> played_samples(const ScratchFolder& folder, const std::string& path);

}  // namespace sw::tests
