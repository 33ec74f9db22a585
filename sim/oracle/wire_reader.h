// The wire of the STS connection as observations: the bytes of a run, given to the reader of fakes/wire.
#pragma once

#include "fakes/wire/reader.h"
#include "sim/trace/observation.h"

namespace sw::sim {

class WireReader final : private fakes::wire::WireSink {
 public:
  // What is read goes to `out`, which outlives the reader.
  explicit WireReader(Observer& out) : out_(out) {}
  WireReader(const WireReader&) = delete;
  WireReader& operator=(const WireReader&) = delete;

  // Looks at what was observed; tells of each message that the observation completes.
  void on(Timestamp now, const Observation& observation);

 private:
  void on(Timestamp now, const WireOpened& opened) override { out_.on(now, opened); }
  void on(Timestamp now, const WirePacket& packet) override { out_.on(now, packet); }
  void on(Timestamp now, const WireEvent& event) override { out_.on(now, event); }
  void on(Timestamp now, const WireBroken& broken) override { out_.on(now, broken); }
  void on(Timestamp now, const WireClosing& closing) override { out_.on(now, closing); }

  Observer& out_;
  fakes::wire::WireReader reader_{*this};
};

}  // namespace sw::sim
