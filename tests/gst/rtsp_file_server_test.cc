#include "fakes/live/rtsp_file_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "fakes/live/media_file.h"
#include "tests/gst/rtsp_reader.h"

namespace sw::fakes {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ReadStream;
using testing::ReadUnit;
using testing::RtspReader;

constexpr std::size_t kFrames = 60;       // 2 s at 30 per second
constexpr std::size_t kKeyInterval = 15;  // frames

// 2 s of H.264 with two B-frames and, if asked, AAC at 48 kHz, below the tests' temporary folder.
std::string make_clip(const std::string& name, bool audio) {
  const std::string path = ::testing::TempDir() + name + "." + std::to_string(getpid()) + ".mp4";
  std::string command = "ffmpeg -v error -y -f lavfi -i testsrc=s=160x90:r=30:d=2";
  if (audio) command += " -f lavfi -i sine=440:r=48000:d=2 -c:a aac -ac 2";
  command += " -c:v libx264 -bf 2 -g 15 -sc_threshold 0 " + path;
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return path;
}

// A clip, and a server of it on a free port that runs while the object lives.
class Served {
 public:
  Served(const std::string& name, bool audio, bool looped) : path_(make_clip(name, audio)) {
    auto server = RtspFileServer::listen({.file = path_, .port = 0, .looped = looped});
    EXPECT_TRUE(server) << server.error();
    server_ = std::move(*server);
    thread_ = std::thread([this] { server_->run(); });
  }
  ~Served() {
    server_->stop();
    thread_.join();
    std::filesystem::remove(path_);
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  std::string url() const { return server_->url(); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::unique_ptr<RtspFileServer> server_;
  std::thread thread_;
};

std::vector<uint8_t> bytes_of(GstBuffer* buffer) {
  std::vector<uint8_t> bytes(gst_buffer_get_size(buffer));
  gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
  return bytes;
}

void expect_same_media(const std::vector<ReadUnit>& got, const FileTrack& file) {
  ASSERT_EQ(got.size(), file.payloads.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_EQ(got[i].bytes, bytes_of(file.payloads[i].get())) << i;
}

TEST(RtspFileServer, FirstReaderGetsTheWholeFileFromItsFirstFrame) {
  const Served served("whole", true, false);
  RtspReader reader(served.url());
  const ReadStream stream = reader.wait_for_end();
  const auto file = read_media_file(served.path());
  ASSERT_TRUE(file);
  ASSERT_EQ(file->video.payloads.size(), kFrames);
  expect_same_media(stream.of(Track::kVideo), file->video);
  expect_same_media(stream.of(Track::kAudio), file->audio);
}

TEST(RtspFileServer, EndsWithoutAWarning) {
  const Served served("ends", true, false);
  RtspReader reader(served.url());
  const ReadStream stream = reader.wait_for_end();
  EXPECT_TRUE(stream.ended);
  EXPECT_THAT(stream.warnings, IsEmpty());
  EXPECT_EQ(stream.error, "");
}

TEST(RtspFileServer, EndsWithoutAWarningOverUdp) {
  const Served served("udp", true, false);
  RtspReader reader(served.url(), "udp");
  const ReadStream stream = reader.wait_for_end();
  EXPECT_TRUE(stream.ended);
  EXPECT_THAT(stream.warnings, IsEmpty());
  EXPECT_EQ(stream.count(Track::kVideo), kFrames);
}

TEST(RtspFileServer, TellsPresentationTimesOfBFrames) {
  const Served served("bframes", false, false);
  RtspReader reader(served.url());
  const auto video = reader.wait_for_end().of(Track::kVideo);
  const auto file = read_media_file(served.path());
  ASSERT_TRUE(file);
  ASSERT_EQ(video.size(), kFrames);
  bool reordered = false;
  for (std::size_t i = 1; i < kFrames; ++i) {
    const TimeDelta step = file->video.times[i].pts - file->video.times[i - 1].pts;
    reordered = reordered || step < TimeDelta::Zero();
    EXPECT_LT(abs(video[i].pts - video[i - 1].pts - step), TimeDelta::Micros(50)) << "frame " << i;
  }
  EXPECT_TRUE(reordered);
}

// RTP time is kept in 1/90000 s for video, and GStreamer rounds its own times to a nanosecond.
TEST(RtspFileServer, TimestampsGoOnOverThreeRounds) {
  const Served served("rounds", true, true);
  RtspReader reader(served.url());
  const ReadStream stream = reader.wait([](const ReadStream& s) { return s.count(Track::kVideo) > 3 * kFrames; });
  const auto audio = stream.of(Track::kAudio);
  for (std::size_t i = 1; i < audio.size(); ++i) {
    ASSERT_LT(abs(audio[i].pts - audio[i - 1].pts - TimeDelta::Ticks(1024, 48'000)), TimeDelta::Micros(50)) << i;
  }
  const auto video = stream.of(Track::kVideo);
  ASSERT_GT(video.size(), 3 * kFrames);
  const TimeDelta round = video[kFrames].pts - video[0].pts;
  EXPECT_LT(abs(round - TimeDelta::Seconds(2)), TimeDelta::Ticks(1024, 48'000));
  for (std::size_t k : {1u, 2u, 3u}) {
    EXPECT_EQ(video[k * kFrames].bytes, video[0].bytes);
    EXPECT_LT(abs(video[k * kFrames].pts - video[0].pts - round * static_cast<int64_t>(k)), TimeDelta::Micros(50));
  }
}

TEST(RtspFileServer, AnswersNotFoundAfterTheEnd) {
  const Served served("gone", true, false);
  RtspReader(served.url()).wait_for_end();
  RtspReader late(served.url());
  EXPECT_THAT(late.wait_for_end().error, HasSubstr("Not found"));
}

// A visitor that comes just as the end does may get BYE and no media, which rtspsrc does not report (hence the limit),
// or lose its connection between SETUP and PLAY: the next one hears what stays true.
TEST(RtspFileServer, LivePositionMovesOnWhileNobodyWatches) {
  const Served served("unwatched", true, false);
  RtspReader(served.url()).wait([](const ReadStream& s) { return s.count(Track::kVideo) > 0; });
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  std::string answer;
  while (answer.find("Not found") == std::string::npos && std::chrono::steady_clock::now() < deadline) {
    RtspReader visitor(served.url());
    const auto answered = [](const ReadStream& s) { return !s.units.empty() || s.ended || !s.error.empty(); };
    answer = visitor.wait(answered, std::chrono::seconds(1)).error;
  }
  EXPECT_THAT(answer, HasSubstr("Not found"));
}

TEST(RtspFileServer, ServesAFileWithoutAudio) {
  const Served served("silent", false, false);
  RtspReader reader(served.url());
  const ReadStream stream = reader.wait_for_end();
  EXPECT_EQ(stream.count(Track::kVideo), kFrames);
  EXPECT_EQ(stream.count(Track::kAudio), 0u);
  EXPECT_THAT(stream.warnings, IsEmpty());
}

TEST(RtspFileServer, LaterReaderFindsAKeyframeAtTheLivePosition) {
  const Served served("second", true, true);
  RtspReader first(served.url());
  first.wait([](const ReadStream& s) { return s.count(Track::kVideo) > kKeyInterval + 5; });
  RtspReader second(served.url());
  const auto has_keyframe = [](const ReadStream& s) {
    return std::ranges::any_of(s.units, [](const ReadUnit& u) { return u.track == Track::kVideo && u.keyframe; });
  };
  const auto joined = second.wait(has_keyframe).of(Track::kVideo);
  const auto keyframe = std::ranges::find_if(joined, &ReadUnit::keyframe);
  ASSERT_NE(keyframe, joined.end());
  EXPECT_LE(keyframe - joined.begin(), static_cast<std::ptrdiff_t>(kKeyInterval));
  const auto seen = first.wait([&](const ReadStream& s) { return s.count(Track::kVideo) > 2 * kKeyInterval + 15; });
  const auto video = seen.of(Track::kVideo);
  const auto same = std::ranges::find(video, keyframe->bytes, &ReadUnit::bytes);
  EXPECT_GE(same - video.begin(), static_cast<std::ptrdiff_t>(2 * kKeyInterval)) << "not the live position";
  EXPECT_NE(same, video.end());
}

TEST(RtspFileServer, EndsAtSigterm) {
  const std::string clip = make_clip("signal", false);
  auto server = RtspFileServer::listen({.file = clip, .port = 0});
  ASSERT_TRUE(server);
  (*server)->stop_at_signals();
  std::raise(SIGTERM);
  (*server)->run();
  std::filesystem::remove(clip);
}

TEST(RtspFileServer, RefusesAPortInUse) {
  const Served served("port", false, true);
  const auto colon = served.url().rfind(':');
  const auto port = static_cast<uint16_t>(std::stoi(served.url().substr(colon + 1)));
  const auto second = RtspFileServer::listen({.file = served.path(), .port = port});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), HasSubstr("Address already in use"));
}

TEST(RtspFileServer, RefusesAFileOfMoreThanItsLimit) {
  const std::string file = ::testing::TempDir() + "huge." + std::to_string(getpid()) + ".mp4";
  std::ofstream(file) << "ftyp";
  std::filesystem::resize_file(file, kMaxMediaFileBytes + 1);  // a hole: it takes no room on the disk
  const auto server = RtspFileServer::listen({.file = file, .port = 0});
  std::filesystem::remove(file);
  ASSERT_FALSE(server);
  EXPECT_THAT(server.error(), HasSubstr("larger than 1 GiB"));
}

TEST(RtspFileServer, RefusesWhatItCannotServe) {
  const std::string text = ::testing::TempDir() + "text.mp4";
  std::ofstream(text) << "no media at all\n";
  const std::string sound = ::testing::TempDir() + "sound.mp4";
  ASSERT_EQ(std::system(("ffmpeg -v error -y -f lavfi -i sine=d=1 -c:a aac " + sound).c_str()), 0);
  for (const std::string& file : {text, sound, std::string("/nowhere/clip.mp4")}) {
    const auto server = RtspFileServer::listen({.file = file, .port = 0});
    ASSERT_FALSE(server) << file;
    EXPECT_THAT(server.error(), HasSubstr(file));
    EXPECT_EQ(server.error().find('\n'), std::string::npos);
    EXPECT_EQ(run_rtsp_file_server({.file = file, .port = 0}), 2);
  }
}

}  // namespace
}  // namespace sw::fakes
