#include "worker/adapters/mpeg4/audio_file.h"

#include <gtest/gtest.h>

#include "tests/unit/adapters/mpeg4/made_file.h"
#include "worker/ports/audio_codec.h"

namespace sw::adapters::mpeg4 {
namespace {

using tests::MadeEdit;
using tests::MadeFile;
using tests::MadeFragments;

expected<ports::AudioClip, std::string_view> read(const std::string& file) {
  return read_audio_file({reinterpret_cast<const uint8_t*>(file.data()), file.size()});
}

struct Part {
  int64_t priming;
  int64_t samples;
  bool operator==(const Part&) const = default;
};
void PrintTo(const Part& part, std::ostream* out) { *out << part.priming << " + " << part.samples; }

Part part_of(const std::string& file) {
  const auto clip = read(file);
  EXPECT_TRUE(clip) << clip.error();
  return clip ? Part{clip->priming, clip->samples} : Part{-1, -1};
}

void expect_refused(const MadeFile& made, std::string_view why) {
  const auto clip = read(made.write());
  ASSERT_FALSE(clip) << "not refused: " << why;
  EXPECT_EQ(clip.error(), why);
}

void expect_four_units(const ports::AudioClip& clip) {
  ASSERT_EQ(clip.units.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    ASSERT_EQ(clip.units[i]->size(), 10u);
    EXPECT_EQ(clip.units[i]->bytes()[0], i * 10);
    EXPECT_EQ(clip.units[i]->bytes()[9], i * 10 + 9);
  }
}

TEST(AudioFile, GivesTheUnitsAndTheirFormat) {
  const auto clip = read(MadeFile{}.write());
  ASSERT_TRUE(clip) << clip.error();
  expect_four_units(*clip);
  EXPECT_EQ(clip->format, (AudioFormat{.codec_data = {0x11, 0x90}, .sample_rate = 48'000, .channels = 2}));
}

TEST(AudioFile, ChunksMayBeOfAnySizeAndFarAway) {
  for (const bool wide : {false, true}) {
    MadeFile made;
    made.wide_offsets = wide;
    expect_four_units(*read(made.write()));
    made.chunk_samples = {4};
    expect_four_units(*read(made.write()));
  }
}

TEST(AudioFile, WithoutAnEditListNothingIsPriming) {
  EXPECT_EQ(part_of(MadeFile{}.write()), (Part{0, 4'096}));
  MadeFile made;
  made.durations[3] = 500;
  EXPECT_EQ(part_of(made.write()), (Part{0, 3'572}));
}

TEST(AudioFile, TheEditListSaysWhatIsPriming) {
  MadeFile made;
  made.movie_timescale = 48'000;
  made.edits = {{.length = 2'500, .from = 1'024}};
  EXPECT_EQ(part_of(made.write()), (Part{1'024, 2'500}));
}

// Most writers count the edit's length in milliseconds: 3072 samples are 64 of them, 2672 are 55.7.
TEST(AudioFile, AnEditToTheEndIsExactThoughItsClockIsCoarse) {
  MadeFile made;
  made.edits = {{.length = 64, .from = 1'024}};
  EXPECT_EQ(part_of(made.write()), (Part{1'024, 3'072}));
  made.durations[3] = 624;
  made.edits = {{.length = 55, .from = 1'024}};
  EXPECT_EQ(part_of(made.write()), (Part{1'024, 2'672}));
  made.edits = {{.length = 56, .from = 1'024}};
  EXPECT_EQ(part_of(made.write()), (Part{1'024, 2'672}));
}

TEST(AudioFile, AnEditThatEndsEarlierIsTakenAtItsWord) {
  MadeFile made;
  made.edits = {{.length = 50, .from = 1'024}};
  EXPECT_EQ(part_of(made.write()), (Part{1'024, 2'400}));
}

TEST(AudioFile, AnEditMayBeOpenOrLongerThanTheMedia) {
  MadeFile made;
  made.edits = {{.length = 0, .from = 1'024}};
  EXPECT_EQ(part_of(made.write()), (Part{1'024, 3'072}));
  made.edits = {{.length = 0xffff'ffff, .from = 1'024}};
  EXPECT_EQ(part_of(made.write()), (Part{1'024, 3'072}));
}

TEST(AudioFile, EmptyEditsSayNothingOfAClip) {
  MadeFile made;
  made.edits = {{.length = 21, .from = -1}, {.length = 64, .from = 1'024}, {.length = 5, .from = -1}};
  EXPECT_EQ(part_of(made.write()), (Part{1'024, 3'072}));
}

TEST(AudioFile, EditsThatAClipCannotHaveAreRefused) {
  MadeFile made;
  made.edits = {{.length = 20, .from = 0}, {.length = 20, .from = 2'048}};
  expect_refused(made, "the edit list cuts the audio into pieces");
  made.edits = {{.length = 20, .from = 0, .rate = 0x0002'0000}};
  expect_refused(made, "the edit list asks for what a clip cannot have");
  made.edits = {{.length = 20, .from = -2}};
  expect_refused(made, "the edit list asks for what a clip cannot have");
  made.edits = {{.length = 20, .from = 4'096}};
  expect_refused(made, "the file presents nothing of its audio");
}

// Five minutes, of which a second is presented: nobody is to decode the rest.
TEST(AudioFile, UnitsFarFromWhatIsPresentedAreLeftOut) {
  MadeFile made;
  made.movie_timescale = 48'000;
  made.sizes.assign(14'000, 1);
  made.durations.assign(14'000, 1'024);
  made.chunk_samples.assign(14'000, 1);
  made.first_offset = 8;
  made.edits = {{.length = 48'000, .from = 100 * 1'024 + 7}};
  const auto clip = read(made.write());
  ASSERT_TRUE(clip) << clip.error();
  EXPECT_EQ(clip->priming, 8 * 1'024 + 7);
  EXPECT_EQ(clip->samples, 48'000);
  EXPECT_EQ(clip->units.size(), 8u + 47);
}

TEST(AudioFile, AnotherClockOfTheMediaIsConverted) {
  MadeFile made;
  made.timescale = 24'000;
  made.durations = {512, 512, 512, 312};
  made.edits = {{.length = 55, .from = 512}};
  EXPECT_EQ(part_of(made.write()), (Part{1'024, 2'672}));
}

TEST(AudioFile, ImplicitSbrShowsInTheRateOfTheTrack) {
  MadeFile made;
  made.config = {0x13, 0x10};  // AAC-LC at 24 kHz, two channels
  made.durations = {2'048, 2'048, 2'048, 2'048};
  const auto clip = read(made.write());
  ASSERT_TRUE(clip) << clip.error();
  EXPECT_EQ(clip->format.sample_rate, 48'000);
  EXPECT_EQ(clip->format.frame_samples, 2'048);
  EXPECT_EQ(clip->samples, 8'192);
  made.entry_rate = 24'000;
  made.timescale = 24'000;
  made.durations = {1'024, 1'024, 1'024, 1'024};
  EXPECT_EQ(read(made.write())->format.sample_rate, 24'000);
}

TEST(AudioFile, OnlyAacIsRead) {
  MadeFile made;
  made.entry = "alac";
  expect_refused(made, "the audio track is not AAC");
  made = {};
  made.object_type = 0x6b;  // MPEG-1 audio: MP3
  expect_refused(made, "the audio track is not AAC");
  made = {};
  made.handler = "vide";
  expect_refused(made, "the file has no audio track");
  made = {};
  made.object_type = 0x67;  // MPEG-2 AAC-LC
  EXPECT_TRUE(read(made.write()));
}

TEST(AudioFile, MediaInAnotherFileIsRefused) {
  MadeFile made;
  made.reference_flags = 0;
  expect_refused(made, "the audio is in another file");
}

TEST(AudioFile, AdtsUnderAnotherNameIsRefused) {
  std::string adts("\xff\xf1\x4c\x80\x02\x1f\xfc", 7);
  adts.resize(500, 'x');
  const auto clip = read(adts);
  ASSERT_FALSE(clip);
  EXPECT_EQ(clip.error(), "this is no MP4 file");
}

TEST(AudioFile, UnitsOfNoPossibleLengthAreRefused) {
  MadeFile made;
  made.sizes[2] = 0;
  expect_refused(made, "an audio frame has no possible length");
  made.sizes[2] = ports::kMaxAudioUnitBytes + 1;
  expect_refused(made, "an audio frame has no possible length");
}

TEST(AudioFile, UnitsOutsideTheFileAreRefused) {
  MadeFile made;
  made.first_offset = 0xffff'ffd0;
  expect_refused(made, "an audio frame is not in the file");
  made.first_offset = 1'000'000;
  expect_refused(made, "an audio frame is not in the file");
  made.first_offset.reset();
  made.sizes[3] = 11;
  expect_refused(made, "an audio frame is not in the file");
}

// 16384 units of 8192 bytes would be 128 MB out of a file of 70 kB.
TEST(AudioFile, UnitsThatShareTheirBytesCannotFillMemory) {
  MadeFile made;
  made.sizes.assign(ports::kMaxContainerUnits, ports::kMaxAudioUnitBytes);
  made.durations.assign(ports::kMaxContainerUnits, 1'024);
  made.chunk_samples.assign(ports::kMaxContainerUnits, 1);
  made.first_offset = 0;
  expect_refused(made, "the audio frames are more than the file holds");
}

TEST(AudioFile, TooManyUnitsAreRefused) {
  MadeFile made;
  made.sizes.assign(ports::kMaxContainerUnits + 1, 1);
  expect_refused(made, "the file has too many audio frames");
}

TEST(AudioFile, TablesThatEndEarlyAreRefused) {
  MadeFile made;
  made.durations.pop_back();
  expect_refused(made, "the table of durations is damaged");
  made = {};
  made.chunk_samples.pop_back();
  expect_refused(made, "the table of chunks is damaged");
  made = {};
  made.chunk_samples[0] = 0;
  expect_refused(made, "the table of chunks is damaged");
  made = {};
  made.description = 2;
  expect_refused(made, "the table of chunks is damaged");
}

TEST(AudioFile, AClockThatDoesNotRunIsRefused) {
  MadeFile made;
  made.timescale = 0;
  expect_refused(made, "the file's clock does not run");
}

TEST(AudioFile, FragmentsAreReadInOrder) {
  const auto clip = read(MadeFragments{}.write());
  ASSERT_TRUE(clip) << clip.error();
  expect_four_units(*clip);
  EXPECT_EQ(clip->priming, 0);
  EXPECT_EQ(clip->samples, 4'096);
}

// A live fragment lies somewhere on its timeline; the edit list counts on the same.
TEST(AudioFile, FragmentsMayBeginLater) {
  MadeFragments made;
  made.decode_times = {480'000, 482'048};
  made.edits = {{.length = 0, .from = 481'024}};
  EXPECT_EQ(part_of(made.write()), (Part{1'024, 3'072}));
  made.edits = {{.length = 0, .from = 0}};
  EXPECT_EQ(part_of(made.write()), (Part{0, 4'096}));
}

TEST(AudioFile, DamagedFragmentsAreRefused) {
  MadeFragments made;
  made.run_count = 0xffff'ffff;
  EXPECT_FALSE(read(made.write()));
  made.run_count = 3;
  EXPECT_FALSE(read(made.write()));
  made = {};
  made.data_offset = 0x8000'0000;
  EXPECT_FALSE(read(made.write()));
  made = {};
  made.decode_times = {};
  EXPECT_FALSE(read(made.write()));
}

TEST(AudioFile, AFileThatLostItsEndIsRefused) {
  const std::string whole = MadeFile{}.write();
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(read(whole.substr(0, size))) << size << " bytes";
}

// The end of a fragment is the end of a box: what is lost after it cannot be missed, what is lost within it is.
TEST(AudioFile, AFragmentThatLostItsEndIsRefused) {
  const std::string whole = MadeFragments{}.write();
  MadeFragments first;
  first.decode_times = {0};
  const std::size_t first_end = first.write().size();
  for (std::size_t size = first_end + 1; size < whole.size(); ++size) {
    EXPECT_FALSE(read(whole.substr(0, size))) << size << " bytes";
  }
  EXPECT_EQ(part_of(whole.substr(0, first_end)), (Part{0, 2'048}));
}

}  // namespace
}  // namespace sw::adapters::mpeg4
