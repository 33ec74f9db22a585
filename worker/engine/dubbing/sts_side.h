// The STS service as the dubbing path sees it: closed segments go in, and each comes out once, with usable audio or
// with the reason why it keeps its own. Joins core's StsClient, which decides, with the link, which talks.
//
// After each call take_outcome() until there is none. `now` never goes back.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "worker/core/sts_session/sts_client.h"
#include "worker/engine/dubbing/reply.h"
#include "worker/engine/dubbing/sts_link.h"
#include "worker/engine/log.h"
#include "worker/engine/settings.h"
#include "worker/ports/world.h"

namespace sw::engine {

// A closed segment with what its fragment:data needs.
struct OutgoingSegment {
  core::ClosedSegment closed;
  std::string file;  // M4A; empty where it is not supported
  int64_t sample_rate;
  int64_t channels;
  TimeDelta duration;
  MediaTime pts;                        // on the timeline
  std::optional<MediaTime> source_pts;  // as the source had it
  WantedAudio wanted;                   // what a reply is to become
};

struct SegmentDubbed {
  core::SegmentNumber segment;
  Reply reply;
};
struct SegmentFellBack {
  core::SegmentNumber segment;
  core::FallbackReason reason;
};
// Nothing will be sent any more: five reconnections failed, or the drain is complete.
struct StsGone {
  bool gave_up;
};
using StsOutcome = std::variant<SegmentDubbed, SegmentFellBack, StsGone>;

class StsSide {
 public:
  // All outlive this.
  StsSide(const WorkerSettings& settings, const ports::World& world, const core::DueSchedule& schedule);

  // The source's audio, known or changed: connects, or replaces the session. Not for audio that cannot be sent.
  void set_audio(Timestamp now, int sample_rate, int channels);
  void on_segment_closed(Timestamp now, OutgoingSegment segment);
  void on_hold_expired(Timestamp now, core::SegmentNumber segment);
  void on_input_lost(Timestamp now);
  void on_input_returned(Timestamp now);
  void drain(Timestamp now, core::DrainKind kind);
  // Ends the connection without a word.
  void close() { link_.close(); }

  template <class NetworkEvent>
  void on(Timestamp now, const NetworkEvent& event) {
    link_.on(now, event);
    take_link_events(now);
  }
  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now);
  std::optional<StsOutcome> take_outcome();

 private:
  using Effects = core::StsEffects;
  template <class Input>
  void tell(Timestamp now, Input&& input);
  void take_link_events(Timestamp now);
  void take(Timestamp now, const LinkUp& event);
  void take(Timestamp now, const LinkDown& event);
  void take(Timestamp now, LinkMessage& event);
  void take(Timestamp now, const LinkMalformed& event);
  void take(Timestamp now, const LinkIgnored& event);
  void take_message(Timestamp now, const contracts::StreamReady& message);
  void take_message(Timestamp now, const contracts::StreamComplete& message);
  void take_message(Timestamp now, const contracts::StsFragmentAck& message);
  void take_message(Timestamp now, const contracts::FragmentProcessed& message);
  void take_message(Timestamp now, const contracts::Backpressure& message);
  void take_message(Timestamp now, const contracts::ErrorEvent& message);
  void take_message(Timestamp now, const contracts::ErrorSimulationAck& message);
  void take_message(Timestamp now, const contracts::UnknownEvent& message);

  // Effects of core (sts_side_effects.cc).
  void carry_out(Timestamp now, const core::SendFragment& effect);
  void carry_out(Timestamp now, const core::ValidateAudio& effect);
  void carry_out(Timestamp now, const core::ApplyAudio& effect);
  void carry_out(Timestamp now, const core::FallBack& effect);
  void carry_out(Timestamp now, const core::Acknowledge& effect);
  void carry_out(Timestamp now, const core::ResultIgnored& effect);
  void carry_out(Timestamp now, const core::ForeignEvent& effect);
  void carry_out(Timestamp now, const core::RoundTrip& effect);
  void carry_out(Timestamp now, const core::Alert& effect);
  void carry_out(Timestamp now, const core::BreakerMove& effect);
  void carry_out(Timestamp now, const core::RecycleWanted& effect);
  void carry_out(Timestamp now, const core::OpenConnection& effect);
  void carry_out(Timestamp now, const core::CloseConnection& effect);
  void carry_out(Timestamp now, const core::SendStreamInit& effect);
  void carry_out(Timestamp now, const core::SendStreamPause& effect);
  void carry_out(Timestamp now, const core::SendStreamResume& effect);
  void carry_out(Timestamp now, const core::SendStreamEnd& effect);
  void carry_out(Timestamp now, const core::SessionReady& effect);
  void carry_out(Timestamp now, const core::AttemptFailed& effect);
  void carry_out(Timestamp now, const core::SessionOver& effect);
  void carry_out(Timestamp now, const core::ReconnectAt& effect);
  void carry_out(Timestamp now, const core::StsOver& effect);

  contracts::FragmentData fragment_data(const OutgoingSegment& segment, uint64_t sequence) const;
  void ignore(std::string_view reason);
  void set_gauges();

  struct Known {
    OutgoingSegment segment;
    std::optional<uint64_t> sequence = {};
    std::optional<Reply> reply = {};  // validated
  };
  void forget_answered();
  Known& known(core::SegmentNumber segment);

  const WorkerSettings& settings_;
  ports::World world_;
  Log log_;
  StsLink link_;
  core::StsClient client_;
  int sample_rate_ = 0;
  int channels_ = 0;
  std::map<core::SegmentNumber, Known> segments_;         // not over, or in over_
  std::vector<core::SegmentNumber> over_;                 // fell back while their fragments are out
  const contracts::FragmentProcessed* result_ = nullptr;  // the one that is being handled
  Effects effects_;
  std::deque<StsOutcome> outcomes_;
  std::size_t shown_in_flight_ = 0;
  bool malformed_logged_ = false;
  bool ignored_logged_ = false;
  bool packet_logged_ = false;
};

}  // namespace sw::engine
