// A real client and the Echo STS, joined by virtual links.
#include "sim/services/sts_host.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sim/kernel/event_queue.h"
#include "worker/protocol/sio_client.h"

namespace sw::sim {
namespace {

namespace sts = fakes::sts;
using protocol::SioClient;

constexpr ports::ConnectionId kConnection{1};
constexpr TimeDelta ms(int64_t n) { return TimeDelta::Millis(n); }

// A client on the worker's end, with all that it heard and when.
class ClientWorld {
 public:
  explicit ClientWorld(StsHost::Options options) : host_(scheduler_, network_, checked(std::move(options))) {
    queue_.set_handler([this](Timestamp now, ports::Event&& event) { handle(now, event); });
    network_.connect(kConnection, {"sts.test", 8080, false});
  }

  // Every message kept its schema.
  ~ClientWorld() {
    EXPECT_EQ(host_.statistics().breaches_received, 0u);
    EXPECT_EQ(host_.statistics().breaches_sent, 0u);
  }
  ClientWorld(const ClientWorld&) = delete;
  ClientWorld& operator=(const ClientWorld&) = delete;

  void run_for(TimeDelta time) { scheduler_.run_until(scheduler_.now() + time); }
  void emit(const char* name, const char* arguments) {
    EXPECT_EQ(client_.emit({name, arguments}), protocol::socket_io::SendResult::kSent);
    settle();
  }
  TimeDelta heard_at(const std::string& what) const {
    const auto found = std::ranges::find(heard_, what, &Heard::what);
    return found == heard_.end() ? TimeDelta::Seconds(-1) : found->at - kSimulationStart;
  }

  Scheduler scheduler_;
  EventQueue queue_{scheduler_};
  VirtualNetwork network_{scheduler_, queue_, 1};
  StsHost host_;

 private:
  static StsHost::Options checked(StsHost::Options options) {
    options.settings.check_contracts = true;
    return options;
  }
  struct Heard {
    std::string what;
    Timestamp at;
  };

  void handle(Timestamp now, const ports::Event& event) {
    if (std::holds_alternative<ports::Connected>(event)) client_.start(now);
    if (const auto* got = std::get_if<ports::Received>(&event)) client_.on_bytes(now, got->bytes);
    if (const auto* end = std::get_if<ports::Closed>(&event)) {
      hear("closed " + std::to_string(static_cast<int>(end->reason)));
      client_.on_peer_closed(now);
    }
    settle();
  }
  void settle() {
    for (auto& output : client_.take_outputs()) {
      if (auto* send = std::get_if<protocol::SendBytes>(&output)) network_.send(kConnection, std::move(send->bytes));
      if (std::holds_alternative<protocol::socket_io::Connected>(output)) hear("connected");
      if (const auto* event = std::get_if<protocol::socket_io::EventReceived>(&output)) hear(event->name);
    }
  }
  void hear(std::string what) { heard_.push_back({std::move(what), scheduler_.now()}); }

  SioClient client_{{.host = "sts.test", .port = 8080, .headers = {}}, [] { return 4u; }};
  std::vector<Heard> heard_;
};

constexpr const char* kInit =
    R"({"stream_id": "s", "worker_id": "w", "config": {"source_language": "en", "target_language": "es"}})";

// TCP, then upgrade, then CONNECT: a round trip each; the open packet comes along with the upgrade.
TEST(StsHost, ClientIsConnectedAfterThreeRoundTrips) {
  ClientWorld world({.link = {.latency = ms(10)}});
  world.run_for(TimeDelta::Seconds(1));
  EXPECT_EQ(world.heard_at("connected"), ms(60));
  EXPECT_EQ(world.host_.statistics().connections, 1u);
}

TEST(StsHost, StreamIsReadyWhateverPiecesItsBytesComeIn) {
  for (const Pieces pieces : {Pieces::kAsWritten, Pieces::kDrawn, Pieces::kBytewise, Pieces::kJoined}) {
    ClientWorld world({.link = {.latency = ms(10), .pieces = pieces}});
    world.run_for(TimeDelta::Seconds(1));
    world.emit("stream:init", kInit);
    world.run_for(TimeDelta::Seconds(1));
    EXPECT_GE(world.heard_at("stream:ready"), TimeDelta::Seconds(1) + ms(20)) << static_cast<int>(pieces);
    EXPECT_EQ(world.host_.statistics().sessions, 1u);
  }
}

TEST(StsHost, ScriptedRestartResetsAtItsTimeAndRefusesUntilItsEnd) {
  const sts::Fault restart{
      .id = "r", .begin = TimeDelta::Seconds(5), .lasting = TimeDelta::Seconds(3), .action = sts::Restart{}};
  ClientWorld world({.link = {.latency = ms(10)}, .script = {{restart}}});
  world.run_for(TimeDelta::Seconds(6));
  const std::string reset = "closed " + std::to_string(static_cast<int>(ports::CloseReason::kReset));
  EXPECT_EQ(world.heard_at(reset), TimeDelta::Seconds(5) + ms(10));
  world.network_.connect(ports::ConnectionId(2), {"sts.test", 8080, false});
  world.run_for(TimeDelta::Seconds(1));
  const std::string refused = "closed " + std::to_string(static_cast<int>(ports::CloseReason::kRefused));
  EXPECT_EQ(world.heard_at(refused), TimeDelta::Seconds(6) + ms(20));
}

TEST(StsHost, WitnessSeesRecordsWhereTheyAreMade) {
  ClientWorld world({.settings = {.record = true}});
  int opened = 0;
  world.host_.set_witness(
      [&](const sts::Record& record) { opened += record.kind == sts::RecordKind::kOpened ? 1 : 0; });
  world.run_for(TimeDelta::Seconds(1));
  EXPECT_EQ(opened, 1);
}

TEST(StsHost, VanishedClientIsDroppedByThePingTimeout) {
  ClientWorld world({});
  world.run_for(TimeDelta::Seconds(1));
  world.network_.faults().half_open("sts");
  world.run_for(TimeDelta::Seconds(60));
  EXPECT_EQ(world.host_.statistics().connections_open, 0u);
}

}  // namespace
}  // namespace sw::sim
