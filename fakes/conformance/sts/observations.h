// What must hold of everything that comes, whatever is being tried: the rules always/…, watched over all connections.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <rapidjson/document.h>

#include "fakes/conformance/report.h"
#include "fakes/conformance/sts/traffic.h"

namespace sw::fakes::conformance {

// A rule of its own for each.
enum class Watched : uint8_t { kProtocol, kSchema, kStream, kFragment, kOneResult, kRetryable };

class Observations {
 public:
  // An event came: the last of `traffic`, with this payload.
  void on_event(const Traffic& traffic, const rapidjson::Value& payload);
  // A connection ended because the service broke a protocol.
  void on_broken_protocol(const std::string& what) { blame(Watched::kProtocol, what); }
  void on_connected() { ++seen_[Watched::kProtocol]; }

  // One finding for each that `wanted` names.
  void append(std::vector<Finding>& findings, const std::vector<std::string>& only) const;

 private:
  struct Violation {
    std::string first;
    int64_t count = 0;
  };
  void on_message(const Traffic& traffic, const contracts::StreamReady& ready);
  void on_message(const Traffic& traffic, const contracts::StreamComplete& complete);
  void on_message(const Traffic& traffic, const contracts::Backpressure& pressure);
  void on_message(const Traffic& traffic, const contracts::StsFragmentAck& ack);
  void on_message(const Traffic& traffic, const contracts::FragmentProcessed& result);
  void on_message(const Traffic& traffic, const contracts::ErrorEvent& error);
  template <class Message>
  void on_message(const Traffic&, const Message&) {}

  void check_schema(const Heard& heard, const rapidjson::Value& payload);
  void check_stream(const Traffic& traffic, const std::string& stream_id, const char* event);
  void blame(Watched rule, std::string what);

  std::map<Watched, int64_t> seen_;
  std::map<Watched, Violation> violations_;
};

// Whether `rule` begins like one of `only`; every rule does where there is none.
bool is_wanted(const std::string& rule, const std::vector<std::string>& only);

}  // namespace sw::fakes::conformance
