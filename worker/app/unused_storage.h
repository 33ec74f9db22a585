// The storage of a mode that stores nothing: it makes no folder, and a job, should one come, fails by the port's rules.
#pragma once

#include <string>

#include "worker/ports/event.h"
#include "worker/ports/storage.h"

namespace sw::app {

class UnusedStorage final : public ports::Storage {
 public:
  // The sink outlives this.
  explicit UnusedStorage(ports::EventSink& events) : events_(events) {}
  void write(ports::StorageJobId job, std::string, std::string) override { refuse(job); }
  void remove(ports::StorageJobId job, std::string) override { refuse(job); }

 private:
  void refuse(ports::StorageJobId job) { events_.post(ports::StorageDone{job, "this mode stores nothing"}); }
  ports::EventSink& events_;
};

}  // namespace sw::app
