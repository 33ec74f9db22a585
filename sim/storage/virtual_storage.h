// The storage of a simulated world: files in memory, one job after the other, each taking a drawn time. Of a file it
// keeps the size and a hash, and the bytes only where asked, so that memory stays flat over a simulated day.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "sim/kernel/fifo.h"
#include "sim/kernel/scheduler.h"
#include "worker/ports/event.h"

namespace sw::sim {

// Sees files come and go, at the instant at which the job ends; it must not call the storage.
class StorageObserver {
 public:
  virtual ~StorageObserver() = default;
  virtual void on_written(Timestamp, std::string_view /*path*/, std::string_view /*bytes*/) {}
  virtual void on_removed(Timestamp, std::string_view /*path*/) {}
  virtual void on_failed(Timestamp, std::string_view /*path*/, std::string_view /*error*/) {}
};

struct StorageSettings {
  uint64_t seed = 0;
  // Each job draws its time from "storage.job".
  TimeDelta min_time = TimeDelta::Millis(1);
  TimeDelta max_time = TimeDelta::Millis(5);
  bool keep_content = false;
};

class VirtualStorage final : public ports::Storage {
 public:
  struct File {
    uint64_t size;
    uint64_t hash;        // of its bytes, the same in every run
    std::string content;  // empty unless content is kept
  };

  // `scheduler` and `sink` outlive the storage.
  VirtualStorage(Scheduler& scheduler, ports::EventSink& sink, const StorageSettings& settings = {});
  ~VirtualStorage() override { scheduler_.cancel(end_of_job_); }
  VirtualStorage(const VirtualStorage&) = delete;
  VirtualStorage& operator=(const VirtualStorage&) = delete;

  void write(ports::StorageJobId job, std::string path, std::string bytes) override;
  void remove(ports::StorageJobId job, std::string path) override;

  // Null for none. It outlives the storage, or is taken away before.
  void set_observer(StorageObserver* observer) { observer_ = observer; }

  // Faults; each until it is taken back.
  void set_full(bool full) { full_ = full; }                // writes fail: "No space left on device"
  void set_extra_time(TimeDelta extra) { extra_ = extra; }  // for jobs that begin from now on
  void set_fail_every(uint64_t n);                          // every nth job from now on: "Input/output error"; 0: none
  void set_stuck(bool stuck);                               // the job in hand does not end

  const std::map<std::string, File, std::less<>>& files() const { return files_; }
  uint64_t bytes() const { return bytes_; }  // in all files together

 private:
  struct Job {
    ports::StorageJobId id;
    std::string path;
    std::optional<std::string> bytes;  // none: remove
  };

  void take(Job job);
  void begin();
  void end();
  std::string carry_out(Job& job);
  std::string put(const std::string& path, std::string bytes);
  std::string take_away(const std::string& path);
  void forget(std::map<std::string, File, std::less<>>::iterator file);

  Scheduler& scheduler_;
  ports::EventSink& sink_;
  StorageSettings settings_;
  StorageObserver* observer_ = nullptr;

  Fifo<Job> waiting_;
  std::optional<Job> in_hand_;
  EventHandle end_of_job_;
  bool ended_ = false;  // the job in hand was due while stuck
  uint64_t begun_ = 0;

  bool full_ = false;
  bool stuck_ = false;
  uint64_t fail_every_ = 0;
  uint64_t since_failure_ = 0;
  TimeDelta extra_ = TimeDelta::Zero();

  std::map<std::string, File, std::less<>> files_;
  std::set<std::string, std::less<>> folders_;  // never removed, as on the real one
  uint64_t bytes_ = 0;
};

}  // namespace sw::sim
