// An examination and the service that it judges, in memory and in virtual time.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "fakes/conformance/sts/examination.h"
#include "fakes/sts/service.h"

namespace sw::fakes::conformance::testing {

inline constexpr Timestamp kStart = Timestamp::FromSeconds(1'000);
constexpr TimeDelta ms(int64_t n) { return TimeDelta::Millis(n); }
constexpr TimeDelta s(int64_t n) { return TimeDelta::Seconds(n); }

// Everything is asked, of audio that a service can read.
ExamSettings exam_settings();
// An Echo STS that takes a while for each fragment, so that some can be in flight.
sts::StsSettings echo_settings();

// The report on the service, once the examination is done. `Service` has the calls of sts::StsService.
template <class Service>
Report examine(Service& service, const ExamSettings& settings);
// Fails the test where the fake's own watch and the line always/schema differ on whether it broke a schema.
Report examine_fake(const sts::StsScript& script = {}, const ExamSettings& exam = exam_settings(),
                    const sts::StsSettings& service = echo_settings());

// The names of the rules with this verdict.
std::set<std::string> rules(const Report& report, Verdict verdict);
// What the report says of a rule; fails the test where it says nothing.
const Finding& finding(const Report& report, const std::string& rule);

// --- Carrying ---

template <class Service>
class ExamWorld {
 public:
  ExamWorld(Service& service, const ExamSettings& settings) : service_(service), exam_(kStart, settings) {}

  // Until it is done, or for a day.
  Report run() {
    for (settle(); !exam_.is_done() && now_ < kStart + TimeDelta::Seconds(86'400); settle()) {
      const auto mine = exam_.deadline();
      const auto its = service_.deadline();
      if (!mine && !its) break;
      now_ = std::max(now_, mine && its ? std::min(*mine, *its) : mine ? *mine : *its);
      service_.on_time(now_);
      settle();
      exam_.on_time(now_);
    }
    return exam_.report();
  }

 private:
  void settle() {
    for (bool busy = true; busy;) {
      busy = false;
      for (Effect& effect : exam_.take_effects()) {
        std::visit([&](auto& wanted) { carry(wanted); }, effect);
        busy = true;
      }
      for (sts::StsOutput& output : service_.take_outputs()) {
        std::visit([&](auto& wanted) { carry(wanted); }, output);
        busy = true;
      }
    }
  }

  void carry(const Connect& connect) {
    if (!service_.accepting(now_)) return exam_.on_closed(now_, connect.connection, "refused");
    up_.insert(connect.connection);
    service_.on_connected(now_, connect.connection);
    exam_.on_connected(now_, connect.connection);
  }
  void carry(const SendBytes& send) {
    if (up_.contains(send.connection)) service_.on_bytes(now_, send.connection, send.bytes);
  }
  void carry(const Close& close) {
    if (up_.erase(close.connection) > 0) service_.on_closed(now_, close.connection);
  }
  void carry(const sts::SendBytes& send) {
    if (up_.contains(send.connection)) exam_.on_bytes(now_, send.connection, send.bytes);
  }
  void carry(const sts::CloseConnection& close) {
    if (up_.erase(close.connection) > 0) exam_.on_closed(now_, close.connection, "closed by the peer");
  }
  void carry(const sts::ResetConnection& reset) {
    if (up_.erase(reset.connection) > 0) exam_.on_closed(now_, reset.connection, "reset by the peer");
  }
  void carry(const sts::Record&) {}

  Service& service_;
  StsExamination exam_;
  Timestamp now_ = kStart;
  std::set<ConnectionId> up_;
};

template <class Service>
Report examine(Service& service, const ExamSettings& settings) {
  return ExamWorld<Service>(service, settings).run();
}

}  // namespace sw::fakes::conformance::testing
