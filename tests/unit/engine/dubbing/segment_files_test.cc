#include "worker/engine/dubbing/segment_files.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/recording_world.h"

namespace sw::engine {
namespace {

constexpr Timestamp kStart = Timestamp::FromSeconds(1000);
constexpr TimeDelta kNanosecond = TimeDelta::Nanos(1);

// Remembers jobs and ends them when told.
class JobStorage final : public ports::Storage {
 public:
  void write(ports::StorageJobId job, std::string path, std::string bytes) override {
    jobs.push_back({job, "write " + path, std::move(bytes)});
  }
  void remove(ports::StorageJobId job, std::string path) override { jobs.push_back({job, "remove " + path, {}}); }

  struct Job {
    ports::StorageJobId id;
    std::string what;
    std::string bytes;
  };
  std::vector<Job> jobs;
};

class SegmentFilesTest : public testing::Test {
 protected:
  static WorkerSettings settings() {
    WorkerSettings settings{.stream_id = StreamId::parse("test").value(),
                            .worker_id = WorkerId::parse("worker").value(),
                            .input_url = Url::parse("rtsp://127.0.0.1/in").value(),
                            .output_url = Url::parse("rtmp://127.0.0.1/out").value(),
                            .sts_service_url = Url::parse("http://127.0.0.1:8080").value()};
    settings.segment_retention = TimeDelta::Seconds(100);
    return settings;
  }
  ports::World world() {
    ports::World recording = recording_.world();
    return {recording.clock, recording.alarm,     recording.input, recording.output, recording.network,
            recording.codec, recording.container, storage_,        recording.random, recording.telemetry};
  }
  static SegmentRecord record(uint64_t batch) {
    return {.fragment_id = "id-1",
            .batch_number = batch,
            .epoch = 2,
            .start = MediaTime::FromSeconds(6),
            .duration = TimeDelta::Seconds(6),
            .end = core::SegmentEnd::kBoundary,
            .video = SegmentRecord::TrackRecord{MediaTime::FromMillis(6'033), TimeDelta::Millis(5'967)},
            .audio = SegmentRecord::TrackRecord{MediaTime::FromMillis(5'995), TimeDelta::Millis(6'016)},
            .real_audio = TimeDelta::Millis(5'000),
            .starts_at_keyframe = false,
            .outcome = {}};
  }
  void end(std::size_t job, std::string error = {}) { files_.on(ports::StorageDone{storage_.jobs[job].id, error}); }
  std::vector<std::string> done() const {
    std::vector<std::string> what;
    for (const auto& job : storage_.jobs) what.push_back(job.what);
    return what;
  }

  WorkerSettings settings_ = settings();
  RecordingWorld recording_;
  JobStorage storage_;
  SegmentFiles files_{settings_, world()};
};

TEST_F(SegmentFilesTest, NamesFilesByStreamAndBatchNumberInSixDigits) {
  files_.write_video(0, "v");
  files_.write_audio(42, "a");
  files_.write_dubbed(999'999, "d");
  files_.write_record(record(1'000'000));
  EXPECT_EQ(done(), (std::vector<std::string>{"write test/000000_video.mp4", "write test/000042_audio.m4a",
                                              "write test/999999_dubbed.m4a", "write test/1000000.json"}));
  EXPECT_EQ(storage_.jobs[1].bytes, "a");
}

TEST_F(SegmentFilesTest, TheRecordSaysWhatTheSpecAsksFor) {
  SegmentRecord one = record(7);
  files_.write_record(one);
  EXPECT_EQ(storage_.jobs[0].bytes,
            R"({"fragment_id":"id-1","stream_id":"test","batch_number":7,"epoch":2,"t0_ns":6000000000,)"
            R"("duration_ns":6000000000,"ended_by":"boundary",)"
            R"("video":{"t0_ns":6033000000,"duration_ns":5967000000,"file_path":"test/000007_video.mp4"},)"
            R"("starts_at_keyframe":false,)"
            R"("audio":{"t0_ns":5995000000,"duration_ns":6016000000,"file_path":"test/000007_audio.m4a"},)"
            R"("real_audio_ns":5000000000})");
  one.outcome = "applied";
  one.dubbed = true;
  files_.write_record(one);
  EXPECT_TRUE(storage_.jobs[1].bytes.ends_with(
      R"("real_audio_ns":5000000000,"outcome":"applied","dubbed_file_path":"test/000007_dubbed.m4a"})"));
}

TEST_F(SegmentFilesTest, ATrackThatIsMissingIsMissingInTheRecord) {
  SegmentRecord one = record(7);
  one.video.reset();
  files_.write_record(one);
  EXPECT_EQ(storage_.jobs[0].bytes.find("video"), std::string::npos);
  EXPECT_EQ(storage_.jobs[0].bytes.find("starts_at_keyframe"), std::string::npos);
}

TEST_F(SegmentFilesTest, WritesNothingMoreWhileAsManyBytesWaitAsTheLimitSays) {
  SegmentFiles files(settings_, world(), 10);
  files.write_video(0, "123456");
  files.write_audio(0, "7890");  // as many as the limit
  files.write_video(1, "1");     // one more
  EXPECT_EQ(done(), (std::vector<std::string>{"write test/000000_video.mp4", "write test/000000_audio.m4a"}));
  EXPECT_EQ(recording_.telemetry.counted(ports::Counter::kStorageFailures, ""), 1);
  files.on(ports::StorageDone{storage_.jobs[0].id, ""});
  files.write_video(2, "123456");
  EXPECT_EQ(done().back(), "write test/000002_video.mp4");
}

TEST_F(SegmentFilesTest, OneFileAloneMayBeLargerThanWhatMayWait) {
  SegmentFiles files(settings_, world(), 10);
  files.write_video(0, std::string(100, 'v'));
  files.write_audio(0, "a");
  EXPECT_EQ(done(), std::vector<std::string>{"write test/000000_video.mp4"});
}

TEST_F(SegmentFilesTest, CountsEachFileByItsKindWhenItIsWritten) {
  files_.write_video(0, "v");
  files_.write_audio(0, "a");
  files_.write_dubbed(0, "d");
  files_.write_record(record(0));
  EXPECT_EQ(recording_.telemetry.counts.size(), 0u);
  for (std::size_t job = 0; job < 4; ++job) end(job);
  for (const char* kind : {"video", "audio", "dubbed", "metadata"}) {
    EXPECT_EQ(recording_.telemetry.counted(ports::Counter::kSegmentFiles, kind), 1) << kind;
  }
}

TEST_F(SegmentFilesTest, FailuresAreCountedEachAndLoggedOnceUntilAFileIsWrittenAgain) {
  for (int i = 0; i < 4; ++i) files_.write_audio(static_cast<uint64_t>(i), "a");
  end(0, "No space left on device");
  end(1, "No space left on device");
  EXPECT_EQ(recording_.telemetry.counted(ports::Counter::kStorageFailures), 2);
  EXPECT_EQ(recording_.telemetry.lines.size(), 1u);
  end(2);
  EXPECT_EQ(recording_.telemetry.lines.back(), "segment files are written again");
  end(3, "No space left on device");
  EXPECT_EQ(recording_.telemetry.lines.size(), 3u) << "a new incident";
  EXPECT_EQ(recording_.telemetry.errors, 0) << "the stream goes on";
}

TEST_F(SegmentFilesTest, AFileThatCannotBeMadeIsAFailureToo) {
  files_.on_unwritable(3, "no such codec");
  EXPECT_EQ(recording_.telemetry.counted(ports::Counter::kStorageFailures), 1);
  EXPECT_TRUE(storage_.jobs.empty());
}

TEST_F(SegmentFilesTest, RemovesASegmentsFilesOneRetentionAfterItsReleaseAndNotANanosecondBefore) {
  files_.on_released(kStart, 5, true);
  const Timestamp due = kStart + TimeDelta::Seconds(100);
  EXPECT_EQ(files_.deadline(), due);
  files_.on_time(due - kNanosecond);
  EXPECT_TRUE(storage_.jobs.empty());
  files_.on_time(due);
  EXPECT_EQ(done(), (std::vector<std::string>{"remove test/000005_video.mp4", "remove test/000005_audio.m4a",
                                              "remove test/000005.json", "remove test/000005_dubbed.m4a"}));
  EXPECT_EQ(files_.deadline(), std::nullopt);
}

TEST_F(SegmentFilesTest, OfASegmentThatWasNotDubbedThereIsNoDubToRemove) {
  files_.on_released(kStart, 5, false);
  files_.on_time(kStart + TimeDelta::Seconds(100));
  EXPECT_EQ(storage_.jobs.size(), 3u);
}

TEST_F(SegmentFilesTest, ARemovalIsCountedOnlyWhereItFails) {
  files_.on_released(kStart, 5, false);
  files_.on_time(kStart + TimeDelta::Seconds(100));
  end(0);
  EXPECT_TRUE(recording_.telemetry.counts.empty());
  end(1, "Permission denied");
  EXPECT_EQ(recording_.telemetry.counted(ports::Counter::kStorageFailures), 1);
}

TEST_F(SegmentFilesTest, ARetentionOfZeroKeepsAll) {
  settings_.segment_retention = TimeDelta::Zero();
  files_.on_released(kStart, 5, true);
  EXPECT_EQ(files_.deadline(), std::nullopt);
  files_.on_time(kStart + TimeDelta::Minutes(100'000));
  EXPECT_TRUE(storage_.jobs.empty());
}

TEST_F(SegmentFilesTest, TheEndOfAnUnknownJobIsIgnored) {
  files_.on(ports::StorageDone{ports::StorageJobId(99), "whatever"});
  EXPECT_TRUE(recording_.telemetry.counts.empty());
}

TEST_F(SegmentFilesTest, SegmentsAreRemovedInTheOrderOfTheirRelease) {
  for (uint64_t batch = 0; batch < 3; ++batch) {
    files_.on_released(kStart + TimeDelta::Seconds(6) * static_cast<int64_t>(batch), batch, false);
  }
  files_.on_time(kStart + TimeDelta::Seconds(106));
  EXPECT_EQ(storage_.jobs.size(), 6u);
  EXPECT_EQ(files_.deadline(), kStart + TimeDelta::Seconds(112));
}

}  // namespace
}  // namespace sw::engine
