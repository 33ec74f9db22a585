#include "sim/storage/virtual_storage.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "sim/storage/virtual_path.h"
#include "worker/base/check.h"
#include "worker/base/random.h"

namespace sw::sim {
namespace {

constexpr uint64_t kHashSeed = 0x51ed270b7a3f0c21;
constexpr uint64_t kHashFactor = 0x9fb21c651e98df25;  // odd, so that multiplying loses nothing

// Eight bytes at a time: a file of full size costs little.
uint64_t hash_of(std::string_view bytes) {
  uint64_t hash = kHashSeed ^ bytes.size();
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
    hash = (hash ^ word) * kHashFactor;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace

VirtualStorage::VirtualStorage(Scheduler& scheduler, ports::EventSink& sink, const StorageSettings& settings)
    : scheduler_(scheduler), sink_(sink), settings_(settings) {
  SW_CHECK(settings.min_time <= settings.max_time);
}

void VirtualStorage::write(ports::StorageJobId job, std::string path, std::string bytes) {
  take({job, std::move(path), std::move(bytes)});
}

void VirtualStorage::remove(ports::StorageJobId job, std::string path) { take({job, std::move(path), std::nullopt}); }

void VirtualStorage::set_fail_every(uint64_t n) {
  fail_every_ = n;
  since_failure_ = 0;
}

void VirtualStorage::set_stuck(bool stuck) {
  stuck_ = stuck;
  if (stuck_ || !ended_) return;
  ended_ = false;
  end_of_job_ = scheduler_.after(TimeDelta::Zero(), [this] { end(); });
}

void VirtualStorage::take(Job job) {
  if (waiting_.size() >= ports::kMaxStorageJobs) {
    if (observer_ != nullptr) observer_->on_failed(scheduler_.now(), job.path, "storage is too slow");
    return sink_.post(ports::StorageDone{job.id, "storage is too slow"});
  }
  waiting_.push(std::move(job));
  begin();
}

void VirtualStorage::begin() {
  if (in_hand_ || waiting_.empty()) return;
  in_hand_ = waiting_.pop();
  const TimeDelta spread = settings_.max_time - settings_.min_time;
  const TimeDelta takes = settings_.min_time + drawn_time(settings_.seed, "storage.job", 0, begun_++, spread) + extra_;
  end_of_job_ = scheduler_.after(takes, [this] { end(); });
}

void VirtualStorage::end() {
  if (stuck_) {
    ended_ = true;
    return;
  }
  Job job = *std::exchange(in_hand_, std::nullopt);
  std::string error = carry_out(job);
  if (!error.empty() && observer_ != nullptr) observer_->on_failed(scheduler_.now(), job.path, error);
  sink_.post(ports::StorageDone{job.id, std::move(error)});
  begin();
}

std::string VirtualStorage::carry_out(Job& job) {
  if (!is_storage_path(job.path)) return "path refused";
  if (fail_every_ > 0 && ++since_failure_ % fail_every_ == 0) return "Input/output error";
  if (job.bytes) return put(job.path, *std::move(job.bytes));
  return take_away(job.path);
}

std::string VirtualStorage::put(const std::string& path, std::string bytes) {
  if (full_) return "No space left on device";
  if (folders_.contains(path)) return "Is a directory";
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string_view folder = std::string_view(path).substr(0, slash);
    if (files_.contains(folder)) return "Not a directory";
    if (!folders_.contains(folder)) folders_.emplace(folder);
  }
  if (const auto old = files_.find(path); old != files_.end()) forget(old);
  if (observer_ != nullptr) observer_->on_written(scheduler_.now(), path, bytes);
  bytes_ += bytes.size();
  File file{bytes.size(), hash_of(bytes), {}};
  if (settings_.keep_content) file.content = std::move(bytes);
  files_.emplace(path, std::move(file));
  return {};
}

std::string VirtualStorage::take_away(const std::string& path) {
  if (folders_.contains(path)) return "Is a directory";
  const auto found = files_.find(path);
  if (found == files_.end()) return {};
  forget(found);
  if (observer_ != nullptr) observer_->on_removed(scheduler_.now(), path);
  return {};
}

void VirtualStorage::forget(std::map<std::string, File, std::less<>>::iterator file) {
  bytes_ -= file->second.size;
  files_.erase(file);
}

}  // namespace sw::sim
