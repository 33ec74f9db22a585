// What somebody else sees of a file that is being written: another thread while it happens, and whoever comes after
// the writer was killed.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <semaphore>
#include <set>
#include <string>
#include <thread>

#include "tests/conformance/ports/real_storage.h"

namespace sw::conformance {
namespace {

constexpr std::size_t kFileSize = 2 * 1024 * 1024;

// A version of a file is one letter throughout.
bool whole(const std::string& bytes) {
  return bytes.size() == kFileSize && std::all_of(bytes.begin(), bytes.end(), [&](char c) { return c == bytes[0]; });
}

std::string version(int number) { return std::string(kFileSize, static_cast<char>('a' + number % 26)); }

// Lets its writer wait until a job is done.
class DoneSink final : public ports::EventSink {
 public:
  void post(ports::Event) override { done_.release(); }
  void wait() { done_.acquire(); }

 private:
  std::counting_semaphore<> done_{0};
};

TEST(PosixStorage, ReaderNeverSeesHalfAFile) {
  RealStorage world;
  std::atomic<int> seen = 0;
  std::atomic<int> torn = 0;
  std::jthread reader([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto bytes = world.file("a.bin");
      if (bytes) ++(whole(*bytes) ? seen : torn);
    }
  });
  for (uint64_t job = 1; job <= 40 || seen < 20; ++job) {
    world.storage().write(ports::StorageJobId(job), "a.bin", version(static_cast<int>(job)));
    ASSERT_TRUE(world.run_until([&] { return world.journal().count<ports::StorageDone>() == job; }));
  }
  reader.request_stop();
  reader.join();
  EXPECT_EQ(torn, 0);
}

// Writes versions of one file until it is killed.
[[noreturn]] void write_for_ever(const std::filesystem::path& root) {
  DoneSink sink;
  const auto storage = adapters::PosixStorage::open(root, sink);
  for (uint64_t job = 1;; ++job) {
    (*storage)->write(ports::StorageJobId(job), "a.bin", version(static_cast<int>(job)));
    sink.wait();
  }
}

// A process that writes for ever; killed at the end, however the test ends.
class Writer {
 public:
  explicit Writer(const std::filesystem::path& root) : process_(fork()) {
    if (process_ == 0) write_for_ever(root);
  }
  ~Writer() {
    if (!started()) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  bool started() const { return process_ > 0; }

 private:
  pid_t process_;
};

// Whether the file is there, and a temporary that was not there before.
bool is_writing_again(const RealStorage& world, const std::set<std::string>& before) {
  const auto files = world.files();
  const auto is_new = [&](const std::string& name) { return name != "a.bin" && !before.contains(name); };
  return files.contains("a.bin") && std::any_of(files.begin(), files.end(), is_new);
}

TEST(PosixStorage, KilledWriterLeavesNoHalfFileUnderItsName) {
  RealStorage world;
  world.end();
  for (int round = 0; round < 10; ++round) {
    const auto before = world.files();
    {
      const Writer writer(world.root());
      ASSERT_TRUE(writer.started());
      EXPECT_TRUE(world.run_until([&] { return is_writing_again(world, before); }));
    }
    const auto bytes = world.file("a.bin");
    ASSERT_TRUE(bytes.has_value());
    EXPECT_TRUE(whole(*bytes));
  }
  world.restart();
  ASSERT_TRUE(world.run_until([&] { return world.files().size() == 1; }));
}

}  // namespace
}  // namespace sw::conformance
