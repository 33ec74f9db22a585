#include "fuzz/worker_watch.h"

#include <variant>

#include "contracts/judge/event_schemas.h"
#include "worker/base/check.h"

namespace sw::fuzz {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr Timestamp kNow = Timestamp::FromSeconds(1);  // no packet of ours has attachments

enum Opcode : unsigned { kText = 1, kClose = 8, kPong = 10 };
constexpr unsigned kFinal = 0x80;
constexpr unsigned kMasked = 0x80;
constexpr std::size_t kMaskBytes = 4;

}  // namespace

void WorkerWatch::begin(std::optional<std::size_t> max_payload) {
  max_payload_ = max_payload;
  unread_.clear();
  decoder_ = protocol::socket_io::Decoder();
  head_over_ = farewell_ = initialised_ = paused_ = ended_ = false;
  next_sequence_ = 0;
}

void WorkerWatch::add(std::string_view bytes) {
  unread_ += bytes;
  if (!head_over_) {
    const std::size_t end = unread_.find(kHeadEnd);
    if (end == std::string::npos) return;
    unread_.erase(0, end + kHeadEnd.size());
    head_over_ = true;
  }
  while (take_frame()) {
  }
}

// A client's frame (RFC 6455 §5.2) whose mask is zero, since the world's random words are.
bool WorkerWatch::take_frame() {
  if (unread_.size() < 2) return false;
  const auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<uint8_t>(unread_[i])); };
  SW_CHECK((at(0) & kFinal) != 0);
  SW_CHECK((at(1) & kMasked) != 0);
  std::size_t size = at(1) & ~kMasked;
  const std::size_t more = size == 127 ? 8 : size == 126 ? 2 : 0;
  const std::size_t header = 2 + more + kMaskBytes;
  if (unread_.size() < header) return false;
  if (more > 0) size = 0;
  for (std::size_t i = 0; i < more; ++i) size = size << 8 | at(2 + i);
  if (unread_.size() < header + size) return false;
  SW_CHECK(unread_.substr(header - kMaskBytes, kMaskBytes) == std::string(kMaskBytes, '\0'));
  const unsigned opcode = at(0) & 0x0F;
  const std::string payload = unread_.substr(header, size);
  unread_.erase(0, header + size);
  SW_CHECK(!farewell_ || opcode == kClose);
  if (opcode == kText) {
    // CONNECT and DISCONNECT are two bytes, whatever a service says that it takes.
    SW_CHECK(!max_payload_ || payload.size() <= *max_payload_ || !payload.starts_with("42"));
    on_text(payload);
  }
  SW_CHECK(opcode == kText || opcode == kClose || opcode == kPong);
  if (opcode == kClose) farewell_ = true;
  return true;
}

void WorkerWatch::on_text(std::string_view text) {
  SW_CHECK(!text.empty());
  SW_CHECK(text[0] == '3' || text[0] == '4');  // a pong or a message
  if (text[0] == '3') return;
  const auto packet = decoder_.on_text(kNow, std::string(text.substr(1)));
  SW_CHECK(packet.has_value());
  SW_CHECK(packet->has_value());
  on_packet(**packet);
}

void WorkerWatch::on_packet(const protocol::socket_io::Packet& packet) {
  using protocol::socket_io::PacketType;
  if (packet.type == PacketType::kConnect) return;
  if (packet.type == PacketType::kDisconnect) {
    farewell_ = true;
    return;
  }
  const rapidjson::Value& arguments = packet.payload->root();
  if (packet.type == PacketType::kAck) {
    SW_CHECK(arguments.Empty());
    return;
  }
  SW_CHECK(packet.type == PacketType::kEvent);
  SW_CHECK(arguments.Size() == 2);
  on_event(arguments[0].GetString(), arguments[1]);
}

void WorkerWatch::on_event(const std::string& name, const rapidjson::Value& payload) {
  const auto* event = contracts::find_event(name, contracts::Direction::kWorkerToSts);
  SW_CHECK(event != nullptr);
  SW_CHECK(!contracts::schema_problem(*event, payload).has_value());
  const auto message = contracts::parse_worker_message(name, payload);
  SW_CHECK(message.has_value());
  std::visit([&](const auto& one) { on(one); }, *message);
}

void WorkerWatch::on(const contracts::StreamInit&) {
  SW_CHECK(!initialised_);
  initialised_ = true;
}

void WorkerWatch::on(const contracts::StreamPause&) {
  SW_CHECK(initialised_);
  SW_CHECK(!paused_);
  SW_CHECK(!ended_);
  paused_ = true;
}

void WorkerWatch::on(const contracts::StreamResume&) {
  SW_CHECK(paused_);
  SW_CHECK(!ended_);
  paused_ = false;
}

void WorkerWatch::on(const contracts::StreamEnd&) {
  SW_CHECK(initialised_);
  SW_CHECK(!ended_);
  ended_ = true;
}

void WorkerWatch::on(const contracts::FragmentData& message) {
  SW_CHECK(initialised_);
  SW_CHECK(!paused_);
  SW_CHECK(!ended_);
  SW_CHECK(message.sequence_number == next_sequence_);
  ++next_sequence_;
  SW_CHECK(ids_.insert(message.fragment_id).second);  // a segment is sent at most once
  sent_.push_back(message);
}

void WorkerWatch::on(const contracts::WorkerFragmentAck& message) {
  SW_CHECK(initialised_);
  if (message.status != contracts::ReceiptStatus::kApplied) return;
  SW_CHECK(ids_.contains(message.fragment_id));
  SW_CHECK(applied_.insert(message.fragment_id).second);
}

template <class Other>
void WorkerWatch::on(const Other&) {
  SW_CHECK(false);  // nothing else is a worker's to say
}

}  // namespace sw::fuzz
