// The files of the container between other programs.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/conformance/media/audio_codec_signals.h"
#include "tests/gst/encoded_media.h"
#include "tests/gst/foreign_files.h"
#include "worker/adapters/gstreamer/audio_codec.h"
#include "worker/adapters/mpeg4/mpeg4_container.h"

namespace sw::tests {
namespace {

std::vector<ports::VideoSample> samples_of(const EncodedTrack<VideoFormat>& track) {
  std::vector<ports::VideoSample> samples;
  for (const EncodedUnit& unit : track.units) {
    samples.push_back({.payload = plain_payload(unit.bytes),
                       .pts = unit.pts,
                       .dts = unit.dts,
                       .duration = unit.duration,
                       .keyframe = unit.keyframe});
  }
  return samples;
}

std::string bytes_of(std::span<const PayloadRef> units) {
  std::string bytes;
  for (const PayloadRef& unit : units) bytes.append(reinterpret_cast<const char*>(unit->bytes().data()), unit->size());
  return bytes;
}

class ContainerFile : public ::testing::Test {
 protected:
  std::string written(const EncodedTrack<VideoFormat>& track, std::span<const ports::VideoSample> samples) {
    auto file = container_.write_video(track.format, samples);
    EXPECT_TRUE(file) << file.error().text;
    return folder_.write("video.mp4", file.value_or(""));
  }
  // Encodes a sine, with the encoder's delay as priming.
  ports::AudioClip encoded_sine(int rate, int channels, std::size_t frames) {
    auto encoder = codec_.encoder(rate, channels, 128'000);
    EXPECT_TRUE(encoder);
    return {.format = (*encoder)->format(),
            .units = conformance::encode_all(**encoder, conformance::sine(rate, channels, frames), 1'024),
            .priming = (*encoder)->delay(),
            .samples = static_cast<int64_t>(frames)};
  }
  // What a clip decodes to, without priming and padding.
  ports::Pcm decoded(const ports::AudioClip& clip) {
    auto decoder = codec_.decoder(clip.format);
    EXPECT_TRUE(decoder) << decoder.error().text;
    return conformance::cut(conformance::decode_all(**decoder, clip.units), static_cast<std::size_t>(clip.priming),
                            static_cast<std::size_t>(clip.samples));
  }
  // That the clip's units decode to the sine of write_with_ffmpeg() from this sample on, and from no other: ffmpeg's
  // encoder itself leaves 21 dB of it.
  void expect_sine_from(ports::AudioClip clip, int64_t first) {
    const auto wanted = conformance::sine(48'000, 2, 99'000);
    const auto at = [&](int64_t priming) {
      clip.priming = priming;
      return conformance::signal_to_noise_db(wanted, decoded(clip));
    };
    EXPECT_GT(at(first), 20);
    EXPECT_GT(at(first), at(first - 1));
    EXPECT_GT(at(first), at(first + 1));
  }
  ports::AudioClip read(const std::string& name) {
    auto clip = container_.read_audio(folder_.read(name));
    EXPECT_TRUE(clip) << name << ": " << clip.error().text;
    return clip.value_or(ports::AudioClip{});
  }
  // A stereo sine of 440 and 660 Hz, of just this many samples, as ffmpeg encodes it.
  void write_with_ffmpeg(const std::string& name, const std::string& options, std::size_t frames = 100'000) {
    const auto pcm = conformance::sine(48'000, 2, frames);
    const auto bytes = std::as_bytes(std::span(pcm.samples));
    const auto raw = folder_.write("raw", std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    EXPECT_EQ(
        output_of("ffmpeg -v error -y -f f32le -ar 48000 -ac 2 -i " + raw + " " + options + " " + folder_.path(name)),
        "");
  }
  ScratchFolder folder_;
  adapters::Mpeg4Container container_;
  adapters::GstAudioCodec codec_;
};

TEST_F(ContainerFile, FfprobeSeesEachFrameWhereItIs) {
  for (const int b_frames : {0, 2}) {
    const auto track = encode_video({.frames = 60, .b_frames = b_frames});
    const auto samples = samples_of(track);
    const auto packets = probe_packets(written(track, samples));
    ASSERT_EQ(packets.size(), samples.size());
    const auto first = std::ranges::min(samples, {}, &ports::VideoSample::pts).pts;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      EXPECT_NEAR(static_cast<double>(packets[i].pts), (samples[i].pts - first).seconds() * 90'000, 0.51) << i;
      EXPECT_NEAR(static_cast<double>(packets[i].dts), (samples[i].dts - first).seconds() * 90'000, 0.51) << i;
      EXPECT_EQ(packets[i].size, static_cast<int64_t>(samples[i].payload->size())) << i;
      EXPECT_EQ(packets[i].keyframe, samples[i].keyframe) << i;
      EXPECT_EQ(packets[i].duration, 3'000) << i;
    }
  }
}

TEST_F(ContainerFile, FfmpegFindsTheSameBytesAndPlaysThem) {
  const auto track = encode_video({.frames = 60, .b_frames = 2});
  const auto path = written(track, samples_of(track));
  std::string wanted;
  for (const EncodedUnit& unit : track.units) wanted.append(unit.bytes.begin(), unit.bytes.end());
  EXPECT_EQ(packet_bytes(folder_, path), wanted);
  EXPECT_EQ(output_of("ffprobe -v warning -count_frames -show_entries stream=nb_read_frames,width,height,start_time,"
                      "duration -of csv=p=0 " +
                      path),
            "160,120,0.000000,2.000000,60\n");
}

// A segment is cut in decode order, anywhere in a group of pictures; ffprobe warns that such a one cannot be played
// from its first frame on.
TEST_F(ContainerFile, ASegmentBetweenKeyframesIsAFileToo) {
  const auto track = encode_video({.frames = 60, .b_frames = 2});
  const auto samples = samples_of(track);
  const auto packets = probe_packets(written(track, std::span(samples).subspan(7, 20)), "error");
  ASSERT_EQ(packets.size(), 20u);
  EXPECT_FALSE(packets.front().keyframe);
  EXPECT_EQ(std::ranges::min(packets, {}, &ProbedPacket::pts).pts, 0);
}

TEST_F(ContainerFile, FfmpegPlaysTheSamplesOfAClip) {
  for (const auto& [rate, channels] : {std::pair{48'000, 2}, {44'100, 1}}) {
    const auto clip = encoded_sine(rate, channels, 100'000);
    const auto file = container_.write_audio(clip);
    ASSERT_TRUE(file);
    const auto path = folder_.write("audio.m4a", *file);
    EXPECT_EQ(packet_bytes(folder_, path), bytes_of(clip.units));
    const ports::Pcm played{.sample_rate = rate, .channels = channels, .samples = played_samples(folder_, path)};
    const auto wanted = conformance::sine(rate, channels, 100'000);
    EXPECT_GT(conformance::signal_to_noise_db(wanted, played), 40);
    // ffmpeg 5.1 plays its own files to the end of the last frame, too; it says the duration right.
    EXPECT_GE(played.frames(), wanted.frames());
    EXPECT_LT(played.frames(), wanted.frames() + 1'024);
    EXPECT_EQ(output_of("ffprobe -v warning -show_entries stream=start_pts,duration_ts -of csv=p=0 " + path),
              "0,100000\n");
  }
}

// A file of one segment as the service gets it: one frame of context before what is meant.
TEST_F(ContainerFile, FfmpegLeavesOutAFrameOfContext) {
  const auto whole = encoded_sine(48'000, 2, 100'000);
  ports::AudioClip clip{.format = whole.format,
                        .units = {whole.units.begin() + 10, whole.units.begin() + 60},
                        .priming = 1'024,
                        .samples = 49 * 1'024};
  const auto path = folder_.write("audio.m4a", container_.write_audio(clip).value());
  const ports::Pcm played{.sample_rate = 48'000, .channels = 2, .samples = played_samples(folder_, path)};
  ASSERT_EQ(played.frames(), 49u * 1'024);
  const auto first = static_cast<std::size_t>(11 * 1'024 - whole.priming);
  const auto wanted = conformance::cut(conformance::sine(48'000, 2, 100'000), first, played.frames());
  EXPECT_GT(conformance::signal_to_noise_db(wanted, played), 40);
}

TEST_F(ContainerFile, ReadsWhatFfmpegWrites) {
  for (const char* options :
       {"", "-movflags +faststart", "-f mp4 -brand mp42", "-f mov",
        "-f mp4 -movflags +frag_keyframe+delay_moov -frag_duration 200000", "-f mp4 -movflags +dash+delay_moov"}) {
    SCOPED_TRACE(options);
    write_with_ffmpeg("file.m4a", std::string("-c:a aac ") + options);
    const auto clip = read("file.m4a");
    EXPECT_EQ(clip.priming, 1'024);
    EXPECT_EQ(clip.samples, 100'000);
    expect_sine_from(clip, clip.priming);
  }
}

// A header that is written before the media is known has no edit list, so that priming is heard.
TEST_F(ContainerFile, ReadsWhatFfmpegStreams) {
  for (const char* options :
       {"+frag_keyframe+empty_moov", "+frag_keyframe+empty_moov+default_base_moof",
        "+frag_every_frame+empty_moov+separate_moof", "+frag_keyframe+empty_moov+omit_tfhd_offset"}) {
    SCOPED_TRACE(options);
    write_with_ffmpeg("file.m4a", std::string("-c:a aac -f mp4 -movflags ") + options);
    const auto clip = read("file.m4a");
    EXPECT_EQ(clip.priming, 0);
    EXPECT_EQ(clip.samples, 101'024);
    expect_sine_from(clip, 1'024);
  }
}

TEST_F(ContainerFile, ReadsFfmpegsFilesWithoutAnEditList) {
  write_with_ffmpeg("file.m4a", "-c:a aac -use_editlist 0");
  const auto clip = read("file.m4a");
  EXPECT_EQ(clip.priming, 0);
  EXPECT_GE(clip.samples, 100'000);
}

TEST_F(ContainerFile, ReadsTheAudioBesideAVideo) {
  write_with_ffmpeg("file.mp4", "-f lavfi -i testsrc=duration=2:size=64x64 -map 1 -map 0 -c:v libx264 -c:a aac");
  const auto clip = read("file.mp4");
  EXPECT_EQ(clip.priming, 1'024);
  EXPECT_EQ(clip.samples, 100'000);
}

TEST_F(ContainerFile, ReadsWhatGStreamerWrites) {
  for (const char* muxer : {"mp4mux", "mp4mux faststart=true", "mp4mux fragment-duration=200", "qtmux"}) {
    SCOPED_TRACE(muxer);
    output_of(
        std::string("gst-launch-1.0 -q audiotestsrc num-buffers=100 samplesperbuffer=1000 ! audio/x-raw,rate=48000,"
                    "channels=2 ! avenc_aac ! ") +
        muxer + " ! filesink location=" + folder_.path("file.m4a"));
    const auto clip = read("file.m4a");
    EXPECT_GE(clip.priming + clip.samples, 100'000);
    EXPECT_GE(clip.units.size(), 98u);
    EXPECT_EQ(decoded(clip).frames(), static_cast<std::size_t>(clip.samples));
  }
}

TEST_F(ContainerFile, RefusesOtherCodecs) {
  for (const char* options :
       {"-c:a alac", "-c:a libmp3lame -f mp4", "-c:a ac3 -f mp4", "-c:a flac -strict -2 -f mp4", "-c:a aac -f adts",
        "-c:a pcm_s16le -f wav", "-c:a libmp3lame -f mp3", "-c:a aac -f matroska"}) {
    write_with_ffmpeg("file.m4a", options);
    EXPECT_FALSE(container_.read_audio(folder_.read("file.m4a"))) << options;
  }
}

}  // namespace
}  // namespace sw::tests
