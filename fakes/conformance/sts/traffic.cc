#include "fakes/conformance/sts/traffic.h"

namespace sw::fakes::conformance {
namespace {

struct Line {
  std::string operator()(const contracts::StsFragmentAck& ack) const {
    return "fragment:ack " + std::string(contracts::to_text(ack.status));
  }
  std::string operator()(const contracts::FragmentProcessed& result) const {
    std::string line = "fragment:processed " + std::string(contracts::to_text(result.status));
    return result.error ? line + " " + result.error->code.text() : line;
  }
  std::string operator()(const contracts::Backpressure& pressure) const {
    return "backpressure " + std::string(contracts::to_text(pressure.action));
  }
  std::string operator()(const contracts::ErrorEvent& error) const { return "error " + error.code.text(); }
  std::string operator()(const contracts::ErrorSimulationAck& ack) const {
    return "config:error_simulation:ack " + std::string(contracts::to_text(ack.status));
  }
  std::string operator()(const contracts::UnknownEvent& unknown) const { return unknown.name; }
  template <class Message>
  std::string operator()(const Message& message) const {
    return std::string(contracts::event_name(contracts::StsMessage(message)));
  }
};

}  // namespace

std::string line_of(const contracts::StsMessage& message) { return std::visit(Line{}, message); }

}  // namespace sw::fakes::conformance
