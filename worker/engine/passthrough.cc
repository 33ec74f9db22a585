#include "worker/engine/passthrough.h"

#include <utility>

namespace sw::engine {

void Passthrough::on_unit(Timestamp now, core::PlacedUnit unit) {
  const bool was_open = output_.open();
  judge(output_.write(now, std::move(unit)));
  if (!was_open && output_.open()) signal(PathReadable{});
}

void Passthrough::on_input_lost(Timestamp) { output_.end(); }

void Passthrough::drain(Timestamp, core::DrainKind) {
  draining_ = true;
  output_.end();
  tell_if_drained();
}

void Passthrough::on(Timestamp now, const ports::OutputDrained& event) {
  judge(output_.on(now, event));
  tell_if_drained();
}

void Passthrough::tell_if_drained() {
  if (draining_ && output_.closed()) signal(PathDrained{});
}

}  // namespace sw::engine
