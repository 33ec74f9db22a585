// The storage port over POSIX files.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "worker/base/expected.h"
#include "worker/base/units.h"
#include "worker/ports/event.h"
#include "worker/ports/storage.h"

namespace sw::adapters {

// At its end the storage works off what waits for at most this long, then gives the rest up.
inline constexpr TimeDelta kStorageCloseLimit = TimeDelta::Seconds(2);

// One thread does the jobs in order, after it has removed what killed runs left behind. Errors are those of
// strerror(3), or "path refused". Destruction takes kStorageCloseLimit at the longest, even when a file system hangs:
// what was not done by then gets its StorageDone with "storage was closed", waiting jobs are dropped, and the one in
// hand runs on by itself. Files are made with mode 0644 and folders with 0755, both under the process's umask.
class PosixStorage final : public ports::Storage {
 public:
  // A storage below `root`, which is created where missing and tried for writing; or why not, as one line.
  // `sink` outlives the storage.
  static expected<std::unique_ptr<PosixStorage>, std::string> open(const std::string& root, ports::EventSink& sink);
  ~PosixStorage() override;

  void write(ports::StorageJobId job, std::string path, std::string bytes) override;
  void remove(ports::StorageJobId job, std::string path) override;

 private:
  class Queue;
  explicit PosixStorage(std::shared_ptr<Queue> queue);
  std::shared_ptr<Queue> queue_;
  std::thread thread_;
};

}  // namespace sw::adapters
