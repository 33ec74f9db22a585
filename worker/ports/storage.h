// Storage: small whole files below one root folder, written so that a reader never sees half of one.
#pragma once

#include <cstdint>
#include <string>

#include "worker/base/ids.h"

namespace sw::ports {

using StorageJobId = NumberId<struct StorageJobIdKind>;

// A job is over. `error` is empty on success, else one line for the log ("No space left on device").
struct StorageDone {
  StorageJobId job;
  std::string error;
};

// Ownership: the world owns it; it outlives the engine. Threads: calls from the engine's only. No call blocks: jobs
// run elsewhere, in the order in which they were given, and each ends in exactly one StorageDone, never from inside
// the call. At most kMaxStorageJobs wait; one more fails at once with "storage is too slow".
inline constexpr std::size_t kMaxStorageJobs = 64;

class Storage {
 public:
  virtual ~Storage() = default;
  // Puts `bytes` under `path`, relative to the root, in place of what was there; creates folders on the way. Writes a
  // temporary beside the target, syncs it, renames it. `path` has no empty part, no "." and no "..".
  virtual void write(StorageJobId job, std::string path, std::string bytes) = 0;
  // Removes `path`; that nothing was there is a success.
  virtual void remove(StorageJobId job, std::string path) = 0;
};

}  // namespace sw::ports
