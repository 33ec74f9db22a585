// Oracle "liveness": once the last fault is over, dubbing comes back, or the run ends by the rules. The bound is the
// sum of what the rules may make it wait for, one after the other (design §4):
//   input        a loss is seen after 5 s, retried after 1 + 2 + 4 s with 5 s each, and 20 s for a server that hangs
//   service      connect and ready 10 s each, the step of the ladder that had been reached (at most 32 s), a recycle's
//                distance 30 s, a ping that is missed (interval + timeout)
//   breaker      30 s open, and a probe that may time out once more
//   pressure     a pause is probed each minute (WORKER_BACKPRESSURE_PAUSE_LIMIT)
//   media        two segments until one has begun and closed, the wait for a slot and the reply's own time
//   not-dubbing  no segment was applied within that bound though the source goes on; the text says what is waited for
//   standstill   media comes, nothing went out for longer than holds allow
#include <algorithm>

#include "sim/oracle/media/fragment_watch.h"
#include "sim/oracle/media/input_model.h"
#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/numbers.h"
#include "sim/oracle/media/text.h"

namespace sw::sim {
namespace {

constexpr TimeDelta kInputBound = TimeDelta::Seconds(5 + 1 + 2 + 4 + 3 * 5 + 20);
constexpr TimeDelta kServiceBound = TimeDelta::Seconds(10 + 10 + 32 + 30);
constexpr TimeDelta kBreakerBound = TimeDelta::Seconds(30);
// A segment that waits 1 s for its second track, then 8 s of hold and a margin.
constexpr TimeDelta kSegmentBound = TimeDelta::Seconds(1 + 8 + 1);

class Liveness final : public Oracle {
 public:
  Liveness(const Scenario& scenario, Verdict& verdict, SharedModel media)
      : Oracle("liveness", scenario, verdict), media_(media), input_(scenario, std::move(media)) {
    healed_ = last_heal();
  }

  void on(Timestamp now, const Observation& observation) override {
    if (std::holds_alternative<EventHanded>(observation)) check(now);
    if (input_.on(now, observation) == InputModel::Step::kClosedUnasked) stopping_ = true;
    stopping_ = stopping_ || input_.over() || handed<ports::StopRequested>(observation) != nullptr;
    if (!media_->placed().empty()) {
      last_media_ = now;
      if (!flowing_since_) flowing_since_ = now;
    }
    if (std::holds_alternative<InputClosed>(observation)) flowing_since_.reset();
    if (media_->applied()) last_applied_ = now;
    watch_service(now, observation);
    if (std::holds_alternative<OutputWritten>(observation)) last_output_ = now;
  }

  void at_end(const RunEnd& end) override {
    if (!end.exit_code) check(end.ended);
  }

 private:
  // None: something stays wrong to the end, or may.
  std::optional<Timestamp> last_heal() const {
    Timestamp last = kSimulationStart;
    for (const WorldFault& fault : scenario().faults) {
      const bool moment =
          std::holds_alternative<KickReader>(fault.action) || std::holds_alternative<ResetConnections>(fault.action) ||
          std::holds_alternative<LoseSight>(fault.action) || std::holds_alternative<FailInput>(fault.action) ||
          std::holds_alternative<WarnInput>(fault.action) || std::holds_alternative<JumpWallClock>(fault.action);
      if (!fault.lasting && !moment) return std::nullopt;
      // A link that was slow stays out of the reckoning: what it delays has no bound of its own.
      last = std::max(last, kSimulationStart + fault.at + fault.lasting.value_or(TimeDelta::Zero()));
    }
    for (const auto& fault : scenario().sts.script.faults) {
      const auto* begin = std::get_if<TimeDelta>(&fault.begin);
      if (begin == nullptr || !fault.lasting) return std::nullopt;
      last = std::max(last, kSimulationStart + *begin + *fault.lasting);
    }
    return last;
  }

  // The service must be able to answer in time, and the audio one that it takes.
  bool can_dub() const {
    const Scenario& s = scenario();
    if (s.worker.sts_mode != engine::StsMode::kEnabled || !s.source.audio || s.source.foreign) return false;
    const int rate = s.source.audio->sample_rate;
    const bool known = rate == 16'000 || rate == 22'050 || rate == 44'100 || rate == 48'000;
    const TimeDelta answer = s.sts.processing_delay + s.sts.processing_jitter + s.sts_link.latency * 2;
    return known && s.source.audio->channels <= 2 && s.source.audio_changes.empty() && s.sts.max_inflight > 0 &&
           answer * 2 < s.worker.sts_timeout && s.sts_link.bytes_per_second == 0 && !s.sts.pressure.threshold;
  }

  TimeDelta bound() const {
    const WorkerPlan& worker = scenario().worker;
    return kInputBound + kServiceBound + kBreakerBound + worker.sts_timeout * 3 + worker.backpressure_pause_limit * 2 +
           scenario().sts.ping_interval + scenario().sts.ping_timeout + worker.segment_duration * 3 + kSegmentBound +
           worker.playout_delay;
  }

  void check(Timestamp now) {
    if (stopping_) return;
    check_dubbing(now);
    check_output(now);
  }

  void check_dubbing(Timestamp now) {
    if (!healed_ || told_dubbing_ || !flowing_since_ || !can_dub()) return;
    const Timestamp since = std::max({*healed_, *flowing_since_, last_applied_.value_or(kSimulationStart)});
    if (now <= since + bound()) return;
    told_dubbing_ = true;
    violated("not-dubbing", now,
             "nothing applied since " + said(last_applied_.value_or(kSimulationStart)) + ", all well since " +
                 said(*healed_) + ", bound " + said(bound()) + "; " + why());
  }

  void check_output(Timestamp now) {
    if (!last_output_ || !flowing_since_ || told_output_ || media_->passthrough()) return;
    // The open segment closes, 8 s of hold for it, and the dry second before filler.
    const TimeDelta most =
        scenario().worker.segment_duration + numbers::kPatience + numbers::kLongestHold + numbers::kDry;
    const Timestamp since = std::max(*last_output_, *flowing_since_);
    if (now <= since + most + slack_of(scenario()) || last_media_.value_or(now) + numbers::kDry < now) return;
    told_output_ = true;
    violated("standstill", now, "nothing went out since " + said(*last_output_) + "; " + why());
  }

  // The resource that is waited for, by the last thing that was seen on the way to an applied fragment.
  void watch_service(Timestamp now, const Observation& observation) {
    if (std::holds_alternative<Connecting>(observation)) {
      state_ = "the connection opens";
      since_ = now;
      in_flight_ = 0;
    } else if (handed<ports::Closed>(observation) != nullptr || std::holds_alternative<ConnectionClosed>(observation)) {
      state_ = "there is no connection: the next attempt is waited for";
      since_ = now;
    } else if (const auto* gauge = std::get_if<GaugeSet>(&observation)) {
      if (gauge->gauge == ports::Gauge::kBreakerState) breaker_ = gauge->value;
      if (gauge->gauge == ports::Gauge::kInflightFragments) in_flight_ = gauge->value;
    } else if (const auto* wire = std::get_if<WireEvent>(&observation)) {
      on_wire(now, *wire);
    }
  }

  void on_wire(Timestamp now, const WireEvent& wire) {
    if (wire.name == "stream:init") state_ = "stream:ready is waited for";
    if (wire.name == "stream:ready") state_ = "a segment is waited for";
    if (wire.name == "fragment:data") state_ = "a result is waited for";
    if (wire.name == "fragment:processed") state_ = "a segment is waited for";
    if (wire.name == "stream:pause") state_ = "the stream is paused for want of input";
    if (wire.name == "stream:resume") state_ = "a segment is waited for";
    if (wire.name == "backpressure") pressure_ = std::string(text_member(wire.payload, "action").value_or(""));
    since_ = now;
  }

  std::string why() const {
    std::string text =
        state_ + " since " + said(since_) + ", " + std::to_string(static_cast<int>(in_flight_)) + " in flight";
    if (breaker_ != 0) text += breaker_ == 2 ? ", breaker open" : ", breaker half open";
    if (pressure_ == "pause" || pressure_ == "slow_down") text += ", service says " + pressure_;
    if (!input_.open()) text += ", the input is closed";
    return text;
  }

  SharedModel media_;
  InputModel input_;
  std::optional<Timestamp> healed_;
  std::optional<Timestamp> last_media_;
  std::optional<Timestamp> flowing_since_;
  std::optional<Timestamp> last_applied_;
  std::optional<Timestamp> last_output_;
  std::string state_ = "nothing was connected";
  Timestamp since_ = kSimulationStart;
  std::string pressure_;
  double breaker_ = 0;
  double in_flight_ = 0;
  bool stopping_ = false;
  bool told_dubbing_ = false;
  bool told_output_ = false;
};

}  // namespace

std::unique_ptr<Oracle> make_liveness(const Scenario& scenario, Verdict& verdict, SharedModel model) {
  return std::make_unique<Liveness>(scenario, verdict, std::move(model));
}

}  // namespace sw::sim
