#include "worker/adapters/filesystem/posix_storage.h"

#include <pthread.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <system_error>
#include <utility>

#include "worker/adapters/filesystem/folder.h"
#include "worker/adapters/filesystem/storage_path.h"
#include "worker/adapters/filesystem/whole_file.h"

namespace sw::adapters {
namespace {

using ports::StorageJobId;

struct Job {
  StorageJobId id;
  StoragePath path;
  std::optional<std::string> bytes;  // absent: remove
};

int write_below(const FileDescriptor& root, const StoragePath& path, std::string_view bytes) {
  const auto folder = open_folder(root, path.folders, Missing::kCreate);
  return folder ? write_whole_file(*folder, path.name, bytes) : folder.error();
}

int remove_below(const FileDescriptor& root, const StoragePath& path) {
  const auto folder = open_folder(root, path.folders, Missing::kFail);
  if (!folder) return folder.error() == ENOENT ? 0 : folder.error();
  return remove_file(*folder, path.name);
}

// A file-size limit shall fail the write (EFBIG), not kill the process.
void block_file_size_signal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGXFSZ);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

// Shared by the storage and its thread, so that a thread that hangs in the kernel can be left behind.
class PosixStorage::Queue {
 public:
  Queue(FileDescriptor root, ports::EventSink& sink) : root_(std::move(root)), sink_(&sink) {}

  void report(StorageJobId job, std::string error) {
    const std::shared_lock open(sink_gate_);
    if (sink_ != nullptr) sink_->post(ports::StorageDone{job, std::move(error)});
  }

  void add(StorageJobId id, std::string_view path, std::optional<std::string> bytes) {
    auto parsed = StoragePath::parse(path);
    if (!parsed) return report(id, parsed.error());
    {
      const std::scoped_lock lock(mutex_);
      if (jobs_.size() < ports::kMaxStorageJobs) {
        jobs_.push_back({id, std::move(*parsed), std::move(bytes)});
        changed_.notify_all();
        return;
      }
    }
    report(id, "storage is too slow");
  }

  // The thread.
  void work() {
    block_file_size_signal();
    remove_leftovers(root_);
    while (const auto job = next()) {
      const int failure = job->bytes ? write_below(root_, job->path, *job->bytes) : remove_below(root_, job->path);
      report_in_hand(failure == 0 ? std::string() : system_error_text(failure));
    }
    const std::scoped_lock lock(mutex_);
    finished_ = true;
    changed_.notify_all();
  }

  // Whether the thread came to its end in time; if not, it does no other job and reports nothing any more.
  bool close() {
    {
      std::unique_lock lock(mutex_);
      closing_ = true;
      changed_.notify_all();
      const std::chrono::nanoseconds limit(kStorageCloseLimit.nanos());
      if (changed_.wait_for(lock, limit, [this] { return finished_; })) return true;
    }
    give_up();
    return false;
  }

 private:
  std::optional<Job> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
    if (jobs_.empty()) return std::nullopt;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    in_hand_ = job.id;
    return job;
  }

  void report_in_hand(std::string error) {
    const std::shared_lock open(sink_gate_);
    std::optional<StorageJobId> job;
    {
      const std::scoped_lock lock(mutex_);
      job = std::exchange(in_hand_, std::nullopt);
    }
    if (job) sink_->post(ports::StorageDone{*job, std::move(error)});
  }

  void give_up() {
    const std::unique_lock shut(sink_gate_);
    const std::scoped_lock lock(mutex_);
    if (in_hand_) sink_->post(ports::StorageDone{*in_hand_, "storage was closed"});
    for (const auto& job : jobs_) sink_->post(ports::StorageDone{job.id, "storage was closed"});
    in_hand_.reset();
    jobs_.clear();
    sink_ = nullptr;
  }

  const FileDescriptor root_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;                 // guarded by mutex_
  std::optional<StorageJobId> in_hand_;  // guarded by mutex_: taken by the thread, to be reported by whoever resets it
  bool closing_ = false;                 // guarded by mutex_
  bool finished_ = false;                // guarded by mutex_

  std::shared_mutex sink_gate_;  // shared by those who report, exclusive for giving up; taken before mutex_
  ports::EventSink* sink_;       // null once given up
};

expected<std::unique_ptr<PosixStorage>, std::string> PosixStorage::open(const std::string& root,
                                                                        ports::EventSink& sink) {
  auto folder = open_root(root);
  const int failure = folder ? write_whole_file(*folder, ".writable", "") : folder.error();
  if (failure != 0) return unexpected(root + ": " + system_error_text(failure));
  remove_file(*folder, ".writable");
  try {
    return std::unique_ptr<PosixStorage>(new PosixStorage(std::make_shared<Queue>(std::move(*folder), sink)));
  } catch (const std::system_error& failure_to_start) {
    return unexpected(std::string("storage thread: ") + failure_to_start.what());
  }
}

PosixStorage::PosixStorage(std::shared_ptr<Queue> queue)
    : queue_(std::move(queue)), thread_([shared = queue_] { shared->work(); }) {}

PosixStorage::~PosixStorage() {
  if (queue_->close()) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void PosixStorage::write(StorageJobId job, std::string path, std::string bytes) {
  queue_->add(job, path, std::move(bytes));
}

void PosixStorage::remove(StorageJobId job, std::string path) { queue_->add(job, path, std::nullopt); }

}  // namespace sw::adapters
