#include "tests/conformance/sts/live_worker.h"

#include <gtest/gtest.h>

#include <utility>
#include <variant>

#include "worker/base/random.h"

namespace sw::conformance {
namespace {

protocol::SioClientOptions options(const WorkerPlan& plan, const ports::Endpoint& endpoint) {
  protocol::SioClientOptions options;
  options.host = endpoint.host;
  options.port = endpoint.port;
  options.secure = endpoint.tls;
  options.headers = {{"X-Stream-ID", plan.stream_id}, {"X-Worker-ID", "live-worker"}};
  return options;
}

protocol::RandomWords words(uint64_t number) {
  return
      [number, n = uint64_t{0}]() mutable { return static_cast<uint32_t>(keyed_draw(1, "live worker", number, n++)); };
}

}  // namespace

LiveWorkers::Worker::Worker(WorkerPlan the_plan, const ports::Endpoint& endpoint, uint64_t number)
    : plan(std::move(the_plan)), client(options(plan, endpoint), words(number)) {}

LiveWorkers::LiveWorkers() {
  world_.when_event([this](const ports::Event& event) { on_event(event); });
}

const WorkerLog& LiveWorkers::start(const ports::Endpoint& endpoint, WorkerPlan plan) {
  const ports::ConnectionId id(workers_.size() + 1);
  const auto added = workers_.emplace(id, std::make_unique<Worker>(std::move(plan), endpoint, id.value()));
  added.first->second->log.started = world_.clock().now();
  network_.connect(id, endpoint);
  return added.first->second->log;
}

void LiveWorkers::on_event(const ports::Event& event) {
  const Timestamp now = world_.clock().now();
  if (const auto* connected = std::get_if<ports::Connected>(&event)) {
    Worker& worker = *workers_.at(connected->connection);
    worker.client.start(now);
    settle(connected->connection, worker);
  } else if (const auto* received = std::get_if<ports::Received>(&event)) {
    Worker& worker = *workers_.at(received->connection);
    worker.client.on_bytes(now, received->bytes);
    settle(received->connection, worker);
  } else if (const auto* closed = std::get_if<ports::Closed>(&event)) {
    Worker& worker = *workers_.at(closed->connection);
    worker.log.lost = closed->reason;
    worker.client.on_peer_closed(now);
    settle(closed->connection, worker);
  }
}

void LiveWorkers::settle(ports::ConnectionId id, Worker& worker) {
  for (auto outputs = worker.client.take_outputs(); !outputs.empty(); outputs = worker.client.take_outputs()) {
    for (protocol::ClientOutput& output : outputs) {
      if (auto* bytes = std::get_if<protocol::SendBytes>(&output)) {
        network_.send(id, std::move(bytes->bytes));
      } else if (const auto* event = std::get_if<protocol::socket_io::EventReceived>(&output)) {
        take(worker, *event);
      } else if (std::holds_alternative<protocol::socket_io::Connected>(output)) {
        contracts::StreamInit init{worker.plan.stream_id, "live-worker", {"en", "es"}};
        init.max_inflight = worker.plan.inflight;
        emit(worker, init);
      } else if (const auto* lost = std::get_if<protocol::Disconnected>(&output)) {
        worker.log.disconnected = lost->reason;
      } else if (std::holds_alternative<protocol::CloseConnection>(output)) {
        network_.close(id);
      }
    }
  }
}

void LiveWorkers::take(Worker& worker, const protocol::socket_io::EventReceived& event) {
  const Timestamp now = world_.clock().now();
  const auto message = contracts::parse_sts_message(event.name, event.arguments[0]);
  ASSERT_TRUE(message) << event.name << " " << to_text(message.error());
  if (std::holds_alternative<contracts::StreamReady>(*message)) {
    worker.log.ready = now;
    fill(worker);
  } else if (const auto* result = std::get_if<contracts::FragmentProcessed>(&*message)) {
    take_result(worker, *result);
  } else if (const auto* error = std::get_if<contracts::ErrorEvent>(&*message)) {
    worker.log.errors.push_back(error->code.text());
  } else if (std::holds_alternative<contracts::StreamComplete>(*message)) {
    worker.log.complete = now;
  }
}

void LiveWorkers::take_result(Worker& worker, const contracts::FragmentProcessed& result) {
  const auto index = static_cast<std::size_t>(result.sequence_number);
  ASSERT_LT(index, worker.sent_at.size());
  worker.log.round_trips.push_back(world_.clock().now() - worker.sent_at[index]);
  worker.log.processed.push_back(result.sequence_number);
  worker.log.echoed &= result.dubbed_audio && result.dubbed_audio->data_base64 == worker.plan.audio;
  emit(worker, contracts::WorkerFragmentAck{result.fragment_id, contracts::ReceiptStatus::kApplied, 1});
  fill(worker);
}

void LiveWorkers::fill(Worker& worker) {
  const auto answered = static_cast<int64_t>(worker.log.processed.size());
  while (worker.sent < worker.plan.fragments && worker.sent - answered < worker.plan.inflight) {
    const std::string id = worker.plan.stream_id + "-" + std::to_string(worker.sent);
    worker.sent_at.push_back(world_.clock().now());
    emit(worker, contracts::FragmentData{
                     id, worker.plan.stream_id, worker.sent, 1, {"m4a", 48'000, 2, 6'000, worker.plan.audio}});
    ++worker.sent;
  }
  if (worker.plan.ends && answered == worker.plan.fragments) emit(worker, contracts::StreamEnd{worker.plan.stream_id});
}

void LiveWorkers::emit(Worker& worker, const contracts::WorkerMessage& message) {
  std::string payload;
  append_json(payload, message);
  EXPECT_EQ(worker.client.emit({event_name(message), payload}), protocol::socket_io::SendResult::kSent);
}

}  // namespace sw::conformance
