// A worker's STS side between a service that says anything, at any time, cut anywhere, and a stream that does what it
// likes. Whatever comes: each segment ends exactly once, what is due is done, what waits is bounded, and all that is
// sent keeps the contracts and the service's limits (fuzz/worker_watch.h).
//
// The input is lines. The service:
//   "oN"    takes the connection, answers the handshake, takes messages of N bytes, connects the namespace
//   "O"     takes the connection and says nothing; "x" ends it, "X" refuses or breaks it
//   "b…"    a binary message; "!…" bytes past the WebSocket; "/NM" from now on arrives cut by these two digits
//   others  a message, see fuzz/service_words.h
// The stream:
//   "sN…"   a segment closes that is due in N ms; with 'u' in … it cannot be sent, with 't' it is too short
//   "hN"    segment N may hold the output no longer; "l" the input is lost, "r" it is back; "a" its audio changed
//   "d"     the stream ended, "D" a signal came
//   "+N"    N ms pass (at most 100000)
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "fuzz/input.h"
#include "fuzz/service_words.h"
#include "fuzz/sts_side_world.h"
#include "tests/unit/sim/media/tagged_audio.h"
#include "worker/core/rules.h"
#include "worker/engine/dubbing/sts_side.h"

namespace sw::fuzz {
namespace {

namespace bytes = protocol::testing;
using engine::OutgoingSegment;

constexpr std::size_t kMaxInput = 4 * 1024;
constexpr int64_t kMaxWaitMs = 100'000;
constexpr int kMaxAlarms = 10'000;
constexpr int kAsked = 3;
// No more segments than this wait for their ends: in the outbox, handed over, and in flight.
constexpr std::size_t kMaxOpenSegments = core::kMaxWaitingSegments + 1 + kAsked;

constexpr int kRate = 16'000;
constexpr int kOtherRate = 48'000;
// Of the audio in a segment's file, whatever its length is said to be: 384 ms.
constexpr TimeDelta kDuration = TimeDelta::Ticks(6 * 1024, kRate);

const std::string& segment_file() {
  static const std::string kFile = sim::tagged_file(sim::tagged_clip(5'000, 6, 0, kRate));
  return kFile;
}

engine::WorkerSettings settings() {
  return {.stream_id = StreamId::parse("live-1").value(),
          .worker_id = WorkerId::parse("worker").value(),
          .input_url = Url::parse("rtsp://source/live").value(),
          .output_url = Url::parse("rtmp://server/live").value(),
          .sts_service_url = Url::parse("http://sts:80").value(),
          .sts_max_inflight = kAsked};
}

class Play {
 public:
  Play() : settings_(settings()), side_(settings_, world_.ports(), world_.schedule) {
    side_.set_audio(now(), rate_, 1);
    settle();
  }

  void line(std::string_view text) {
    const char kind = text.empty() ? '\0' : text.front();
    const std::string_view rest = text.substr(text.empty() ? 0 : 1);
    if (!stream_does(kind, rest) && !service_does(kind, rest)) {
      send(service_says(text, settings_.stream_id.text(), world_.network.watch.sent()));
    }
    settle();
  }

  // The stream ends, and the service says no more.
  void finish() {
    drain(core::DrainKind::kEnd);
    settle();
    wait(TimeDelta::Minutes(3));
    SW_CHECK(gone_);
    SW_CHECK(open_.empty());
    SW_CHECK(world_.network.state == OneConnection::State::kNone);
    for (const std::string& id : world_.network.watch.applied()) SW_CHECK(dubbed_.contains(id));
  }

 private:
  Timestamp now() const { return world_.clock.time; }
  bool up() const { return world_.network.state == OneConnection::State::kUp; }

  bool stream_does(char kind, std::string_view rest) {
    switch (kind) {
      case 's':
        close_segment(rest);
        return true;
      case 'h':
        side_.on_hold_expired(now(), core::SegmentNumber(static_cast<uint64_t>(number_at_start(rest, 1'000))));
        return true;
      case 'l':
        lost_ = true;
        side_.on_input_lost(now());
        return true;
      case 'r':
        find_input();
        return true;
      case 'a':
        rate_ = rate_ == kRate ? kOtherRate : kRate;
        side_.set_audio(now(), rate_, 1);
        return true;
      case 'd':
      case 'D':
        drain(kind == 'd' ? core::DrainKind::kEnd : core::DrainKind::kSignal);
        return true;
      case '+':
        wait(TimeDelta::Millis(number_at_start(rest, kMaxWaitMs)));
        return true;
      default:
        return false;
    }
  }

  bool service_does(char kind, std::string_view rest) {
    switch (kind) {
      case 'o':
        connect(rest.empty() ? 1'000'000 : static_cast<std::size_t>(number_at_start(rest, 1'000'000)));
        return true;
      case 'O':
        take_connection(std::nullopt);
        return true;
      case 'x':
      case 'X':
        hang_up(kind == 'x' ? ports::CloseReason::kPeerClosed : ports::CloseReason::kReset);
        return true;
      case 'b':
        send(bytes::frame(bytes::Opcode::kBinary, rest));
        return true;
      case '!':
        send(rest);
        return true;
      case '/':
        cuts_ = Cuts(digit_at(rest, 0), digit_at(rest, 1));
        return true;
      default:
        return false;
    }
  }

  // ---- The stream.

  void find_input() {
    lost_ = false;
    side_.on_input_returned(now());
  }
  void close_segment(std::string_view how) {
    if (lost_) find_input();  // no segment closes before
    const auto number = core::SegmentNumber(next_segment_++);
    const auto id = core::FragmentId::parse("fragment-" + std::to_string(number.value())).value();
    const bool supported = how.find('u') == std::string_view::npos;
    const bool too_short = how.find('t') != std::string_view::npos;
    world_.schedule.times.emplace(number, now() + TimeDelta::Millis(number_at_start(how, kMaxWaitMs)));
    OutgoingSegment segment{
        .closed = {number, id, last_close_, too_short ? TimeDelta::Millis(900) : TimeDelta::Seconds(6), supported},
        .file = supported ? segment_file() : std::string(),
        .sample_rate = kRate,
        .channels = 1,
        .duration = kDuration,
        .pts = MediaTime::FromSeconds(static_cast<int64_t>(number.value())),
        .source_pts = std::nullopt,
        .wanted = {kDuration, kRate, 1}};
    last_close_ = now();
    open_.emplace(number, id.text());
    side_.on_segment_closed(now(), std::move(segment));
  }
  void drain(core::DrainKind kind) { side_.drain(now(), kind); }

  // Every alarm rings on time.
  void wait(TimeDelta time) {
    const Timestamp end = now() + time;
    int alarms = 0;
    for (auto due = side_.deadline(); due && *due <= end; due = side_.deadline()) {
      SW_CHECK(++alarms < kMaxAlarms);
      world_.clock.time = std::max(now(), *due);
      side_.on_time(now());
      settle();
      const auto next = side_.deadline();
      SW_CHECK(!next || *next > now());  // what was due is done
    }
    world_.clock.time = end;
    side_.on_time(now());
    settle();
  }

  void settle() {
    while (const auto outcome = side_.take_outcome()) {
      std::visit([&](const auto& one) { on(one); }, *outcome);
    }
    SW_CHECK(open_.size() <= kMaxOpenSegments);
    if (gone_) SW_CHECK(world_.network.state == OneConnection::State::kNone);
  }
  void on(const engine::SegmentDubbed& dubbed) {
    const auto found = open_.find(dubbed.segment);
    SW_CHECK(found != open_.end());
    dubbed_.insert(found->second);
    open_.erase(found);
  }
  void on(const engine::SegmentFellBack& fallen) { SW_CHECK(open_.erase(fallen.segment) == 1); }
  void on(const engine::StsGone&) {
    SW_CHECK(!gone_);
    gone_ = true;
  }

  // ---- The service.

  bool take_connection(std::optional<std::size_t> max_payload) {
    if (world_.network.state != OneConnection::State::kConnecting) return false;
    world_.network.state = OneConnection::State::kUp;
    world_.network.watch.begin(max_payload);
    side_.on(now(), ports::Connected{*world_.network.id});
    return true;
  }
  void connect(std::size_t max_payload) {
    if (!take_connection(max_payload)) return;
    const std::string open = R"(0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":)" +
                             std::to_string(max_payload) + "}";
    send(bytes::switching_protocols() + bytes::text_frame(open) + bytes::text_frame(R"(40{"sid":"s"})"));
  }
  void hang_up(ports::CloseReason why) {
    if (world_.network.state == OneConnection::State::kNone) return;
    world_.network.state = OneConnection::State::kNone;
    side_.on(now(), ports::Closed{*world_.network.id, why, "closed"});
  }
  void send(std::string_view data) {
    const auto connection = world_.network.id;
    cuts_.deliver(data, [&](std::string_view piece) {
      if (!up() || world_.network.id != connection) return;
      side_.on(now(), ports::Received{*connection, std::string(piece)});
    });
  }

  engine::WorkerSettings settings_;
  StsSideWorld world_;
  engine::StsSide side_;
  Cuts cuts_ = Cuts::none();
  int rate_ = kRate;
  uint64_t next_segment_ = 0;
  Timestamp last_close_ = SetClock::kStart;
  std::map<core::SegmentNumber, std::string> open_;  // closed and not over: their fragments' ids
  std::set<std::string> dubbed_;
  bool lost_ = false;
  bool gone_ = false;
};

}  // namespace
}  // namespace sw::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  sw::fuzz::Input in(data, size, sw::fuzz::kMaxInput);
  sw::fuzz::Play play;
  while (!in.empty()) play.line(in.line());
  play.finish();
  return 0;
}
