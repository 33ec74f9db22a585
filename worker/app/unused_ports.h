// What stands behind the ports that passthrough never uses: it makes no folder and loads no codec; a call, should one
// come, fails by the port's own rules.
#pragma once

#include <memory>
#include <string>

#include "worker/ports/audio_codec.h"
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

class UnusedCodec final : public ports::AudioCodec {
 public:
  expected<std::unique_ptr<ports::AudioDecoder>, ports::CodecError> decoder(const AudioFormat&) override {
    return unexpected(ports::CodecError{"this mode decodes nothing"});
  }
  expected<std::unique_ptr<ports::AudioEncoder>, ports::CodecError> encoder(int, int, int) override {
    return unexpected(ports::CodecError{"this mode encodes nothing"});
  }
};

}  // namespace sw::app
