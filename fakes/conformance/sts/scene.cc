#include "fakes/conformance/sts/scene.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "contracts/limits.h"
#include "worker/base/random.h"

namespace sw::fakes::conformance {
namespace {

// Base64 whose bytes are above 10 MiB as well.
constexpr std::size_t kTooLargeCharacters = (contracts::kFragmentTooLargeCharacters / 3 + 1'000) * 4;

}  // namespace

ServiceClient& Scene::open(std::optional<std::string> stream_id) {
  const ConnectionId id(stage_.next_connection++);
  if (!stream_id) {
    char name[64];
    std::snprintf(name, sizeof name, "conformance-%08x-%u", static_cast<unsigned>(settings().seed & 0xFFFFFFFF),
                  static_cast<unsigned>(id.value()));
    stream_id = name;
  }
  clients_.push_back(
      std::make_unique<ServiceClient>(id, settings(), *std::move(stream_id), stage_.effects, stage_.observations));
  return client();
}

ServiceClient* Scene::find(ConnectionId id) const {
  const auto found = std::ranges::find(clients_, id, [](const auto& client) { return client->id(); });
  return found == clients_.end() ? nullptr : found->get();
}

void Scene::clear() {
  for (const auto& client : clients_) client->leave();
  clients_.clear();
}

// Version 4 (RFC 9562 5.4).
std::string Scene::new_uuid() {
  const uint64_t a = keyed_draw(settings().seed, "conformance uuid", stage_.next_draw, 0);
  const uint64_t b = keyed_draw(settings().seed, "conformance uuid", stage_.next_draw++, 1);
  char text[40];
  std::snprintf(text, sizeof text, "%08x-%04x-4%03x-%04x-%012llx", static_cast<unsigned>(a >> 32),
                static_cast<unsigned>(a >> 16 & 0xFFFF), static_cast<unsigned>(a & 0xFFF),
                static_cast<unsigned>((b >> 48 & 0x3FFF) | 0x8000),
                static_cast<unsigned long long>(b & 0xFFFF'FFFF'FFFF));
  return text;
}

protocol::socket_io::SendResult Scene::send_on(std::size_t index, const FragmentForm& form) {
  ServiceClient& client = *clients_[index];
  contracts::FragmentData fragment;
  fragment.fragment_id = form.id_of ? client.traffic().sent[*form.id_of].fragment_id : new_uuid();
  fragment.stream_id = form.stream_id.value_or(client.stream_id());
  fragment.sequence_number = form.number;
  fragment.timestamp_ms = unix_ms();
  fragment.audio = settings().audio;
  if (form.too_large) fragment.audio.data_base64.assign(kTooLargeCharacters, 'A');
  const int64_t pts = form.number * fragment.audio.duration_ms * 1'000'000;
  if (form.metadata) fragment.metadata = contracts::FragmentMetadata{pts, pts};
  std::string payload;
  contracts::append_json(payload, fragment);
  payload.insert(payload.size() - 1, form.members);
  return client.send_fragment(now, fragment, payload);
}

contracts::StreamInit Scene::init(std::optional<int64_t> max_inflight) const {
  const contracts::AudioData& audio = settings().audio;
  contracts::StreamInit init;
  init.stream_id = client().stream_id();
  init.worker_id = "conformance";
  init.config.source_language = settings().source_language;
  init.config.target_language = settings().target_language;
  init.config.format = "m4a";
  if (contracts::is_stream_sample_rate(audio.sample_rate_hz)) init.config.sample_rate_hz = audio.sample_rate_hz;
  init.config.channels = audio.channels;
  init.max_inflight = max_inflight;
  init.timeout_ms = contracts::kMaxTimeoutMs;
  return init;
}

void Scene::acknowledge(const std::string& fragment_id, contracts::ReceiptStatus status) {
  client().send(contracts::WorkerFragmentAck{fragment_id, status, unix_ms()});
}

int64_t Scene::confirmed() const {
  const auto* ready = client().traffic().first<contracts::StreamReady>();
  return ready == nullptr ? 0 : ready->max_inflight;
}

TimeDelta Scene::result_time() const {
  int64_t owed = 0;
  for (const auto& client : clients_) {
    const Traffic& traffic = client->traffic();
    owed += std::ranges::count_if(traffic.sent, [&](const SentFragment& sent) {
      const auto is_its = [&](const contracts::FragmentProcessed& r) { return r.fragment_id == sent.fragment_id; };
      return !traffic.find<contracts::FragmentProcessed>(is_its);
    });
  }
  return limits().result * std::max<int64_t>(owed, 1);
}

TimeDelta Scene::watch_time() const {
  TimeDelta longest = TimeDelta::Zero();
  for (const SentFragment& sent : client().traffic().sent) {
    const auto result = client().traffic().find<contracts::FragmentProcessed>(
        [&](const contracts::FragmentProcessed& r) { return r.fragment_id == sent.fragment_id; });
    if (result) longest = std::max(longest, client().traffic().heard[*result].at - sent.at);
  }
  return std::max(limits().quiet, longest * 2);
}

}  // namespace sw::fakes::conformance
