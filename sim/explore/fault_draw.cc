#include "sim/explore/fault_draw.h"

#include <array>
#include <utility>

#include "fakes/sts/script_actions.h"

namespace sw::sim {
namespace {

namespace sts = fakes::sts;

WorldFault placed(const Dice& dice, const std::string& id, const FaultWindow& window, FaultAction action) {
  WorldFault fault{.id = id, .at = dice.time("fault.at", window.from, window.to), .action = std::move(action)};
  const TimeDelta longest = dice.one_of(
      "fault.length", {TimeDelta::Millis(500), TimeDelta::Seconds(3), TimeDelta::Seconds(10), TimeDelta::Seconds(40)});
  const bool lasts_on = !window.heals && dice.chance("fault.for_ever", 20);
  if (!lasts_on) fault.lasting = dice.time("fault.for", TimeDelta::Millis(10), longest);
  return fault;
}

LinkSettings bad_link(const Dice& dice) {
  return {.latency = dice.time("link.latency", TimeDelta::Zero(), TimeDelta::Seconds(3)),
          .jitter = dice.time("link.jitter", TimeDelta::Zero(), TimeDelta::Seconds(1)),
          .bytes_per_second = dice.one_of<int64_t>("link.bandwidth", {0, 500, 2'000, 20'000}),
          .pieces = dice.one_of("link.pieces", {Pieces::kAsWritten, Pieces::kDrawn, Pieces::kJoined})};
}

sts::Blame blame(const Dice& dice) {
  using Flag = sts::WireFlag;
  return {.code = dice.one_of<const char*>(
              "blame.code", {"TIMEOUT", "MODEL_ERROR", "GPU_OOM", "QUEUE_FULL", "RATE_LIMIT", "STREAM_NOT_FOUND",
                             "INVALID_CONFIG", "FRAGMENT_TOO_LARGE", "INVALID_SEQUENCE", "SOMETHING_ELSE"}),
          .retryable = dice.one_of("blame.retryable", {Flag::kTrue, Flag::kFalse, Flag::kAbsent, Flag::kNull})};
}

const std::array<FaultAction, 30> kWorldActions{
    RefuseConnections{}, UnresolveHost{},    FailTls{},       ResetConnections{}, LoseSight{},     BlackholeWay{},
    PartitionNetwork{},  ChangeLink{},       CutStream{},     SourceLeaves{},     SourceEnds{},    HidePath{},
    ForbidReading{},     KickReader{},       KillServer{},    HangServer{},       StallInput{},    FailInput{},
    WarnInput{},         ForbidPublishing{}, KickPublisher{}, WedgeOutput{},      LimitOutput{},   FailOutput{},
    FillDisk{},          SlowDisk{},         FailWrites{},    StickDisk{},        JumpWallClock{}, SendSignal{}};
static_assert(std::variant_size_v<FaultAction> == 30);

}  // namespace

WorldFault draw_network_fault(const Dice& dice, const std::string& id, const FaultWindow& window) {
  const auto way = dice.one_of("network.way", {Way::kToServer, Way::kToWorker, Way::kBoth});
  const auto after =
      dice.one_of("network.after", {AfterPartition::kResume, AfterPartition::kReset, AfterPartition::kSilent});
  const auto effect = dice.one_of("network.cut", {CutEffect::kReset, CutEffect::kEnd, CutEffect::kSilence});
  const auto offset = static_cast<uint64_t>(dice.between("network.offset", 0, 20'000));
  const auto one =
      dice.one_of<FaultAction>("network.kind", {RefuseConnections{}, UnresolveHost{}, FailTls{}, ResetConnections{},
                                                LoseSight{}, BlackholeWay{way}, PartitionNetwork{after},
                                                ChangeLink{way, bad_link(dice)}, CutStream{way, {offset, effect}}});
  return placed(dice, id, window, one);
}

WorldFault draw_media_fault(const Dice& dice, const std::string& id, const FaultWindow& window) {
  const auto type = dice.one_of("media.type", {ports::PipelineErrorType::kPipeline, ports::PipelineErrorType::kStream});
  const auto pts = MediaTime::FromMillis(dice.between("media.pts", 0, 1'000'000));
  auto kind = dice.one_of<FaultAction>(
      "media.kind", {SourceLeaves{pts}, SourceLeaves{pts}, SourceLeaves{pts}, SourceEnds{}, HidePath{}, ForbidReading{},
                     KickReader{}, KillServer{}, HangServer{}, StallInput{}, FailInput{type}, WarnInput{}});
  WorldFault fault = placed(dice, id, window, std::move(kind));
  // What is away for good only ends a run early; short absences show more.
  if (dice.chance("media.short", 60))
    fault.lasting = dice.time("media.for", TimeDelta::Millis(100), TimeDelta::Seconds(8));
  return fault;
}

WorldFault draw_output_fault(const Dice& dice, const std::string& id, const FaultWindow& window) {
  const bool connection = dice.chance("output.connection", 50);
  const auto speed = dice.one_of<int64_t>("output.speed", {200, 2'000, 20'000});
  return placed(dice, id, window,
                dice.one_of<FaultAction>("output.kind", {ForbidPublishing{}, KickPublisher{}, WedgeOutput{},
                                                         LimitOutput{speed}, FailOutput{.connection = connection}}));
}

WorldFault draw_local_fault(const Dice& dice, const std::string& id, const FaultWindow& window) {
  const auto extra = dice.time("disk.extra", TimeDelta::Millis(10), TimeDelta::Seconds(5));
  const auto every = static_cast<uint64_t>(dice.between("disk.every", 1, 5));
  const auto by = dice.time("clock.by", TimeDelta::Seconds(-7200), TimeDelta::Seconds(7200));
  return placed(dice, id, window,
                dice.one_of<FaultAction>(
                    "local.kind", {FillDisk{}, SlowDisk{extra}, FailWrites{every}, StickDisk{}, JumpWallClock{by}}));
}

namespace {

// How the usual action of each kind is varied. Actions without fields stay as they are.
template <class Action>
void vary(const Dice&, Action&) {}

void vary(const Dice& dice, sts::AnswerWithError& answer) {
  answer.error = blame(dice);
  answer.naming =
      dice.one_of("sts.naming", {sts::FragmentNaming::kOwn, sts::FragmentNaming::kNone, sts::FragmentNaming::kNull});
  answer.result = dice.chance("sts.error_and_result", 20);
}
void vary(const Dice& dice, sts::Slow& slow) {
  slow.delay = dice.time("sts.delay", TimeDelta::Millis(100), TimeDelta::Seconds(12));
  slow.jitter = dice.chance("sts.slow_jitters", 30) ? TimeDelta::Seconds(2) : TimeDelta::Zero();
  slow.overtaken = dice.chance("sts.overtaken", 50);
}
void vary(const Dice& dice, sts::WrongOrder& order) { order.behind = dice.between("sts.behind", 1, 3); }
void vary(const Dice& dice, sts::Duplicate& duplicate) {
  duplicate.copies = dice.between("sts.copies", 1, 3);
  duplicate.gap = dice.time("sts.gap", TimeDelta::Zero(), TimeDelta::Seconds(9));
}
void vary(const Dice& dice, sts::Alter& alter) {
  using Form = sts::AudioForm;
  alter.status = dice.one_of("sts.status", {contracts::FragmentStatus::kSuccess, contracts::FragmentStatus::kPartial,
                                            contracts::FragmentStatus::kFailed});
  alter.audio = dice.one_of("sts.audio", {Form::kEcho, Form::kMissing, Form::kNull, Form::kEmpty, Form::kNotBase64,
                                          Form::kUndecodable, Form::kTruncated, Form::kWrongDuration});
  alter.stretch = dice.time("sts.stretch", TimeDelta::Millis(-1500), TimeDelta::Millis(1500));
  if (dice.chance("sts.blame", 40)) alter.error = blame(dice);
  if (dice.chance("sts.other_fragment", 10)) alter.fragment_id = "00000000-0000-4000-8000-000000000000";
  if (dice.chance("sts.other_number", 10)) alter.sequence_number = dice.between("sts.number", 0, 20);
  alter.nulls = dice.chance("sts.nulls", 30);
}
void vary(const Dice& dice, sts::SendPressure& pressure) {
  pressure.action =
      dice.one_of("sts.pressure", {contracts::BackpressureAction::kPause, contracts::BackpressureAction::kSlowDown,
                                   contracts::BackpressureAction::kNone});
  if (dice.chance("sts.says_delay", 70)) pressure.recommended_delay_ms = dice.between("sts.pressure_ms", 0, 15'000);
  if (dice.chance("sts.other_stream", 10)) pressure.stream_id = "another";
}
void vary(const Dice& dice, sts::AnswerInit& init) {
  init.silent = dice.chance("sts.silent_init", 30);
  if (dice.chance("sts.limit", 50)) init.max_inflight = dice.between("sts.limit_to", -1, 2);
  if (dice.chance("sts.init_error", 15)) init.error = sts::Blame{.code = "INVALID_CONFIG"};
  init.delay = dice.time("sts.init_delay", TimeDelta::Zero(), TimeDelta::Seconds(12));
}
void vary(const Dice& dice, sts::EndConnection& farewell) {
  farewell.how = dice.one_of("sts.farewell", {sts::Farewell::kReset, sts::Farewell::kClose, sts::Farewell::kCloseFrame,
                                              sts::Farewell::kDisconnect});
}
void vary(const Dice& dice, sts::Silent& silent) {
  silent.blocks = dice.chance("sts.blocks", 50);
  silent.acknowledged = dice.chance("sts.acknowledged", 70);
}
void vary(const Dice& dice, sts::SendPacket& packet) {
  packet.fault = static_cast<sts::PacketFault>(dice.between("sts.packet", 1, 9));
  if (packet.fault == sts::PacketFault::kHuge) packet.bytes = 100'000;
}
void vary(const Dice& dice, sts::Handshake& handshake) {
  handshake.answer = static_cast<sts::HandshakeAnswer>(dice.between("sts.handshake", 0, 7));
}
void vary(const Dice& dice, sts::SendStray& stray) {
  stray.of = static_cast<sts::StrayResult>(dice.between("sts.stray", 0, 3));
}
void vary(const Dice& dice, sts::SendError& error) { error.error = blame(dice); }

// A moment lasts only where it comes again and again; a service that is down has to come back.
void draw_sts_times(const Dice& dice, const FaultWindow& window, sts::Fault& fault) {
  const sts::ActionRow& row = sts::row_of(fault.action);
  const bool is_moment = row.kind == sts::ActionKind::kOfMoment;
  fault.begin = dice.time("sts.at", window.from, window.to);
  if (!window.heals && dice.chance("sts.after_nth", 20)) {
    const auto what = dice.one_of("sts.milestone", {sts::Milestone::kFragment, sts::Milestone::kFragment,
                                                    sts::Milestone::kSession, sts::Milestone::kConnection});
    const int64_t most = what == sts::Milestone::kFragment ? 8 : 2;
    fault.begin = sts::AfterNth{what, dice.between("sts.nth", 1, most),
                                dice.time("sts.after", TimeDelta::Zero(), TimeDelta::Seconds(2))};
  }
  if (is_moment && dice.chance("sts.storm", 40)) {
    fault.every = dice.time("sts.every", TimeDelta::Millis(200), TimeDelta::Seconds(5));
  }
  const bool must_end = window.heals || std::holds_alternative<sts::Restart>(fault.action) || fault.every;
  if ((!is_moment || fault.every) && (must_end || dice.chance("sts.ends", 70))) {
    fault.lasting = dice.time("sts.for", TimeDelta::Millis(100), TimeDelta::Seconds(45));
  }
  if (row.kind == sts::ActionKind::kOfFragments && dice.chance("sts.picks", 30)) {
    fault.pick.every = dice.between("sts.pick_every", 1, 4);
  }
  if (row.is_counted && dice.chance("sts.limited", 20)) fault.limit = dice.between("sts.uses", 1, 3);
}

}  // namespace

sts::Fault draw_sts_fault(const Dice& dice, const std::string& id, const FaultWindow& window) {
  sts::Fault fault{.id = id, .action = sts_action(static_cast<std::size_t>(dice.roll("sts.kind") % sts_actions()))};
  draw_sts_times(dice, window, fault);
  std::visit([&](auto& action) { vary(dice, action); }, fault.action);
  return fault;
}

std::size_t world_actions() { return kWorldActions.size(); }

FaultAction world_action(std::size_t index) { return kWorldActions.at(index); }

std::size_t sts_actions() { return std::variant_size_v<sts::FaultAction>; }

sts::FaultAction sts_action(std::size_t index) {
  const std::array<sts::FaultAction, std::variant_size_v<sts::FaultAction>> actions{
      sts::Slow{.delay = TimeDelta::Seconds(3)},
      sts::Silent{},
      sts::WrongOrder{},
      sts::Duplicate{},
      sts::Alter{.audio = sts::AudioForm::kUndecodable},
      sts::AnswerWithError{.error = {.code = "MODEL_ERROR"}},
      sts::Handshake{},
      sts::AnswerInit{.silent = true},
      sts::StopPings{},
      sts::Freeze{},
      sts::Restart{},
      sts::SendPressure{},
      sts::SendError{.error = {.code = "RATE_LIMIT"}},
      sts::SendEvent{.event = "weather", .payload = "{\"rain\":true}"},
      sts::SendStray{},
      sts::SendPacket{},
      sts::EndConnection{}};
  return actions.at(index);
}

}  // namespace sw::sim
