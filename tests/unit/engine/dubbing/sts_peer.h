// The far end of the worker's connection to the STS: speaks the protocol, remembers what it was told, and answers as a
// test wants it to.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "contracts/base64.h"
#include "contracts/judge/message_watch.h"
#include "contracts/messages.h"
#include "sim/kernel/scheduler.h"
#include "sim/media/toy_dub.h"
#include "sim/network/virtual_network.h"
#include "worker/protocol/sio_server.h"

namespace sw::engine {

class StsPeer final : public sim::Server {
 public:
  using OnFragment = std::function<void(const contracts::FragmentData&)>;

  StsPeer(sim::Scheduler& scheduler, sim::VirtualNetwork& network)
      : scheduler_(scheduler), side_(network.listen({.name = "sts", .host = "sts.test", .port = 8080}, *this)) {}

  // ---- What it does.
  bool accepts = true;
  bool answers_init = true;
  int64_t max_inflight = 3;
  std::size_t max_payload = 16 * 1024 * 1024;
  TimeDelta delay = TimeDelta::Millis(400);  // of a reply
  sim::Dub dub = {};
  OnFragment on_fragment = [this](const contracts::FragmentData& fragment) { reply(fragment); };

  // ---- What it saw.
  struct Told {
    Timestamp at;
    contracts::WorkerMessage message;
  };
  std::vector<Told> told;
  std::vector<protocol::websocket::Request> requests;
  std::vector<uint64_t> acked;  // what was emitted with these ids, without a value
  int connections = 0;
  int lost = 0;

  template <class Message>
  std::vector<Message> of() const {
    std::vector<Message> found;
    for (const Told& one : told) {
      if (const auto* message = std::get_if<Message>(&one.message)) found.push_back(*message);
    }
    return found;
  }
  // The names of all messages but fragment:data and fragment:ack, in order.
  std::vector<std::string> life() const {
    std::vector<std::string> names;
    for (const Told& one : told) {
      const std::string name(contracts::event_name(one.message));
      if (!name.starts_with("fragment:")) names.push_back(name);
    }
    return names;
  }

  // ---- What it can say.
  static contracts::FragmentProcessed result_of(const contracts::FragmentData& fragment) {
    contracts::FragmentProcessed result;
    result.fragment_id = fragment.fragment_id;
    result.stream_id = fragment.stream_id;
    result.sequence_number = fragment.sequence_number;
    return result;
  }
  static contracts::FragmentProcessed success_of(const contracts::FragmentData& fragment, const sim::Dub& how) {
    contracts::FragmentProcessed result = result_of(fragment);
    result.status = contracts::FragmentStatus::kSuccess;
    result.dubbed_audio = fragment.audio;
    const std::string file = contracts::base64_decode(fragment.audio.data_base64).value();
    result.dubbed_audio->data_base64 = contracts::base64_encode(sim::dub(file, how).value());
    return result;
  }
  // `delay` from now.
  void reply(const contracts::FragmentData& fragment) { say_later(success_of(fragment, dub)); }
  void say_later(contracts::StsMessage message) {
    scheduler_.after(delay, [this, message = std::move(message)] { say(message); });
  }
  void say(const contracts::StsMessage& message) {
    std::string payload;
    contracts::append_json(payload, message);
    const std::string name(contracts::event_name(message));
    if (connection_) expect_kept(contracts::Direction::kStsToWorker, name, payload);
    emit(name, payload);
  }
  // As it is: it may break its schema.
  void emit(const std::string& name, const std::string& payload, std::optional<uint64_t> ack_id = {}) {
    if (!connection_) return;
    connection_->emit("/", {.name = name, .arguments = payload, .ack_id = ack_id});
    settle();
  }
  // The bytes of a short Engine.IO packet.
  static std::string frame_of(const std::string& packet) {
    return "\x81" + std::string(1, static_cast<char>(packet.size())) + packet;
  }
  void send_raw_bytes(std::string bytes) { side_.send(id_, std::move(bytes)); }
  void reset() {
    connection_.reset();
    side_.reset(id_);
  }

  // What came by, both ways; what say() sends and what the worker sends keeps its schema, or the test fails.
  contracts::MessageWatch messages;

 private:
  template <class Payload>
  void expect_kept(contracts::Direction direction, const std::string& event, const Payload& payload) {
    const auto problem = messages.see(direction, event, payload);
    EXPECT_FALSE(problem) << to_text(direction) << " " << event << ": " << *problem;
  }
  protocol::SioServerOptions options() const {
    protocol::SioServerOptions options;
    options.ping_interval = TimeDelta::Minutes(24 * 60);
    options.max_payload = max_payload;
    return options;
  }

  bool accepting(Timestamp) override { return accepts; }
  void on_connected(Timestamp now, ports::ConnectionId connection) override {
    ++connections;
    id_ = connection;
    connection_ =
        std::make_unique<protocol::SioServerConnection>(options(), [n = uint32_t{0}]() mutable { return n++; });
    connection_->start(now);
    settle();
  }
  void on_bytes(Timestamp now, ports::ConnectionId connection, std::string bytes) override {
    if (!connection_ || connection != id_) return;
    connection_->on_bytes(now, bytes);
    settle();
  }
  void on_closed(Timestamp, ports::ConnectionId connection, sim::PeerEnd) override {
    ++lost;
    if (connection == id_) connection_.reset();
  }

  void settle() {
    for (protocol::ServerOutput& output : connection_->take_outputs()) {
      if (auto* bytes = std::get_if<protocol::SendBytes>(&output)) side_.send(id_, std::move(bytes->bytes));
      if (const auto* accepted = std::get_if<protocol::Accepted>(&output)) requests.push_back(accepted->request);
      if (const auto* event = std::get_if<protocol::socket_io::EventReceived>(&output)) take(*event);
      if (const auto* ack = std::get_if<protocol::socket_io::Acked>(&output)) take(*ack);
      if (!connection_) return;
      if (std::holds_alternative<protocol::CloseConnection>(output)) {
        side_.close(id_);
        return connection_.reset();
      }
    }
  }
  void take(const protocol::socket_io::Acked& ack) {
    EXPECT_EQ(ack.arguments.size(), 0u);
    acked.push_back(ack.id);
  }
  void take(const protocol::socket_io::EventReceived& event) {
    expect_kept(contracts::Direction::kWorkerToSts, event.name, event.arguments[0]);
    auto message = contracts::parse_worker_message(event.name, event.arguments[0]);
    if (!message) return;
    told.push_back({scheduler_.now(), *message});
    if (const auto* init = std::get_if<contracts::StreamInit>(&*message); init != nullptr && answers_init) {
      say(contracts::StreamReady{.stream_id = init->stream_id,
                                 .session_id = "session-" + std::to_string(connections),
                                 .max_inflight = max_inflight,
                                 .capabilities = {}});
    } else if (const auto* fragment = std::get_if<contracts::FragmentData>(&*message)) {
      on_fragment(*fragment);
    } else if (const auto* end = std::get_if<contracts::StreamEnd>(&*message)) {
      say_later(contracts::StreamComplete{.stream_id = end->stream_id, .statistics = {}});
    }
  }

  sim::Scheduler& scheduler_;
  sim::ServerSide& side_;
  ports::ConnectionId id_{0};
  std::unique_ptr<protocol::SioServerConnection> connection_;
};

}  // namespace sw::engine
