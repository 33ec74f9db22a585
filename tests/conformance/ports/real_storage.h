// The world of the POSIX storage: a temporary folder, and ways to stall its thread and to fill it up.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "tests/conformance/ports/real_loop.h"
#include "tests/conformance/ports/temporary_folder.h"
#include "worker/adapters/filesystem/posix_storage.h"

namespace sw::conformance {

// Holds back whoever reports that a job is done, except on the thread of the test: a storage thread that is held
// cannot begin its next job.
class GatedSink final : public ports::EventSink {
 public:
  explicit GatedSink(ports::EventSink& sink) : sink_(sink) {}
  void post(ports::Event event) override;
  void shut() { shut_ = true; }
  void open() {
    shut_ = false;
    shut_.notify_all();
  }

 private:
  ports::EventSink& sink_;
  const std::thread::id test_thread_ = std::this_thread::get_id();
  std::atomic<bool> shut_ = false;
};

class RealStorage : public RealLoop {
 public:
  RealStorage();
  ~RealStorage();

  ports::Storage& storage() { return *storage_; }
  std::filesystem::path root() const { return folder_.path(); }
  std::optional<std::string> file(const std::string& path) const;
  std::set<std::string> files() const;

  void stall() { gate_.shut(); }
  void resume() { gate_.open(); }
  // A limit on the size of any file this process writes: the one way to run out of room that needs no privilege.
  void fill_up();
  void make_room();

  // Ends the storage and starts another on the same folder.
  void restart();
  void end() { storage_.reset(); }

 private:
  TemporaryFolder folder_;
  GatedSink gate_{sink()};
  std::unique_ptr<adapters::PosixStorage> storage_;
};

}  // namespace sw::conformance
