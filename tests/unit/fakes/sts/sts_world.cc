#include "tests/unit/fakes/sts/sts_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "worker/base/random.h"

namespace sw::fakes::sts::testing {
namespace {

protocol::SioClientOptions client_options(const std::string& stream_id) {
  protocol::SioClientOptions options;
  options.host = "sts";
  options.port = 8080;
  options.headers = {{"X-Stream-ID", stream_id}, {"X-Worker-ID", "worker-1"}};
  return options;
}

protocol::RandomWords words(uint64_t entity) {
  return [entity, n = uint64_t{0}]() mutable { return static_cast<uint32_t>(keyed_draw(1, "sts world", entity, n++)); };
}

expected<contracts::StsMessage, contracts::ParseError> parse(const Heard& heard) {
  const auto document = contracts::parse_json(heard.payload.empty() ? "null" : heard.payload);
  if (!document) return unexpected(contracts::ParseError{"", "JSON", "none"});
  return contracts::parse_sts_message(heard.event, *document);
}

struct Liner {
  std::string operator()(const contracts::StreamReady& m) const { return "ready " + std::to_string(m.max_inflight); }
  std::string operator()(const contracts::StreamComplete&) const { return "complete"; }
  std::string operator()(const contracts::StsFragmentAck& m) const { return "ack " + m.fragment_id; }
  std::string operator()(const contracts::FragmentProcessed& m) const {
    return "processed " + m.fragment_id + " " + std::string(to_text(m.status));
  }
  std::string operator()(const contracts::Backpressure& m) const {
    return "backpressure " + std::string(to_text(m.action));
  }
  std::string operator()(const contracts::ErrorEvent& m) const {
    return "error " + m.code.text() + (m.fragment_id ? " " + *m.fragment_id : "");
  }
  std::string operator()(const contracts::ErrorSimulationAck& m) const {
    return "simulation " + std::string(to_text(m.status));
  }
  std::string operator()(const contracts::UnknownEvent& m) const { return m.name; }
};

std::string line(const Heard& heard) {
  const auto message = parse(heard);
  return message ? std::visit(Liner(), *message) : "broken " + heard.event + " " + message.error().pointer;
}

StsSettings checked(StsSettings settings) {
  settings.check_contracts = true;
  return settings;
}

std::string breach_line(const Record& breach) { return breach.status + " " + breach.event; }

std::vector<std::string> lines_of(const std::vector<Heard>& heard) {
  std::vector<std::string> lines;
  for (const Heard& one : heard) lines.push_back(line(one));
  return lines;
}

}  // namespace

TestWorker::TestWorker(ConnectionId the_id, const std::string& the_stream_id)
    : id(the_id), stream_id(the_stream_id), client(client_options(the_stream_id), words(the_id.value())) {}

std::vector<Heard> TestWorker::take() {
  std::vector<Heard> fresh(heard_.begin() + static_cast<std::ptrdiff_t>(taken_), heard_.end());
  taken_ = heard_.size();
  return fresh;
}
std::vector<std::string> TestWorker::take_lines() { return lines_of(take()); }
std::vector<std::string> TestWorker::lines() const { return lines_of(heard_); }

template <class Message>
Message TestWorker::last() const {
  for (auto heard = heard_.rbegin(); heard != heard_.rend(); ++heard) {
    auto message = parse(*heard);
    if (message && std::holds_alternative<Message>(*message)) return std::get<Message>(*std::move(message));
  }
  ADD_FAILURE() << "no such event came";
  return {};
}
template contracts::StreamReady TestWorker::last() const;
template contracts::StreamComplete TestWorker::last() const;
template contracts::StsFragmentAck TestWorker::last() const;
template contracts::FragmentProcessed TestWorker::last() const;
template contracts::Backpressure TestWorker::last() const;
template contracts::ErrorEvent TestWorker::last() const;
template contracts::ErrorSimulationAck TestWorker::last() const;

StsWorld::StsWorld(StsSettings settings, StsScript script)
    : service(kStart, checked(std::move(settings)), std::move(script)) {}

StsWorld::~StsWorld() {
  for (const Record& breach : breaches_) ADD_FAILURE() << breach_line(breach) << ": " << breach.detail;
}

std::vector<std::string> StsWorld::take_breaches() {
  std::vector<std::string> lines;
  for (const Record& breach : std::exchange(breaches_, {})) lines.push_back(breach_line(breach));
  return lines;
}

TestWorker& StsWorld::connect(const std::string& stream_id) {
  workers_.push_back(std::make_unique<TestWorker>(ConnectionId(next_id_++), stream_id));
  TestWorker& worker = *workers_.back();
  service.on_connected(now, worker.id);
  worker.client.start(now);
  settle();
  return worker;
}

TestWorker& StsWorld::open(const std::string& stream_id, std::optional<int64_t> max_inflight) {
  TestWorker& worker = connect(stream_id);
  init(worker, max_inflight);
  return worker;
}

void StsWorld::init(TestWorker& worker, std::optional<int64_t> max_inflight) {
  contracts::StreamInit init{worker.stream_id, "worker-1", {"en", "es"}};
  init.max_inflight = max_inflight;
  send(worker, init);
}

contracts::FragmentData fragment_data(const std::string& stream_id, int64_t sequence, std::string id,
                                      std::string audio) {
  if (id.empty()) id = "f" + std::to_string(sequence);
  return {std::move(id), stream_id, sequence, 1'700'000'000'000, {"m4a", 48'000, 2, 6'000, std::move(audio)}};
}

void StsWorld::send_fragment(TestWorker& worker, int64_t sequence, std::string id, std::string audio) {
  send(worker, fragment_data(worker.stream_id, sequence, std::move(id), std::move(audio)));
}

void StsWorld::ack(TestWorker& worker, const std::string& fragment_id, contracts::ReceiptStatus status) {
  send(worker, contracts::WorkerFragmentAck{fragment_id, status, 1'700'000'000'000});
}

void StsWorld::send(TestWorker& worker, const contracts::WorkerMessage& message) {
  std::string payload;
  append_json(payload, message);
  send_json(worker, event_name(message), payload);
}

void StsWorld::send_json(TestWorker& worker, std::string_view event, std::string_view payload) {
  EXPECT_EQ(worker.client.emit({event, payload}), protocol::socket_io::SendResult::kSent) << event;
  settle();
}

void StsWorld::send_bytes(TestWorker& worker, std::string_view bytes) {
  service.on_bytes(now, worker.id, bytes);
  settle();
}

void StsWorld::hang_up(TestWorker& worker) {
  service.on_closed(now, worker.id);
  worker.client.on_peer_closed(now);
  settle();
}

void StsWorld::settle() {
  bool busy = true;
  while (busy) {
    busy = carry_from_service();
    for (const auto& worker : workers_) busy |= carry_from(*worker);
  }
}

bool StsWorld::carry_from(TestWorker& worker) {
  std::vector<protocol::ClientOutput> outputs = worker.client.take_outputs();
  for (protocol::ClientOutput& output : outputs) take_output(worker, std::move(output));
  return !outputs.empty();
}

void StsWorld::take_output(TestWorker& worker, protocol::ClientOutput output) {
  if (const auto* bytes = std::get_if<protocol::SendBytes>(&output)) {
    service.on_bytes(now, worker.id, bytes->bytes);
  } else if (const auto* event = std::get_if<protocol::socket_io::EventReceived>(&output)) {
    worker.heard_.push_back({event->name, event->arguments.json(), now - kStart});
  } else if (auto* lost = std::get_if<protocol::Disconnected>(&output)) {
    worker.lost = std::move(*lost);
  } else if (std::holds_alternative<protocol::CloseConnection>(output)) {
    service.on_closed(now, worker.id);
  }
}

bool StsWorld::carry_from_service() {
  StsOutputs outputs = service.take_outputs();
  for (StsOutput& output : outputs) {
    if (auto* record = std::get_if<Record>(&output)) {
      (record->kind == RecordKind::kBreach ? breaches_ : records).push_back(std::move(*record));
      continue;
    }
    const ConnectionId id = std::visit([](const auto& o) { return o.connection; }, output);
    const auto found = std::find_if(workers_.begin(), workers_.end(), [&](const auto& w) { return w->id == id; });
    if (found == workers_.end()) continue;
    TestWorker& worker = **found;
    if (const auto* bytes = std::get_if<SendBytes>(&output)) {
      raw[id] += bytes->bytes;
      worker.client.on_bytes(now, bytes->bytes);
      continue;
    }
    worker.reset = std::holds_alternative<ResetConnection>(output);
    worker.closed = !worker.reset;
    worker.client.on_peer_closed(now);
  }
  return !outputs.empty();
}

void StsWorld::advance(TimeDelta by) {
  const Timestamp end = now + by;
  while (true) {
    std::optional<Timestamp> next = service.deadline();
    for (const auto& worker : workers_) {
      const auto wanted = worker->client.deadline();
      if (wanted && (!next || *wanted < *next)) next = wanted;
    }
    now = next ? std::max(now, std::min(*next, end)) : end;
    service.on_time(now);
    for (const auto& worker : workers_) worker->client.on_time(now);
    settle();
    if (now >= end) return;
  }
}

}  // namespace sw::fakes::sts::testing
