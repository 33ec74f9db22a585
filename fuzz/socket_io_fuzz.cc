// Socket.IO below its Engine.IO: sessions whose peer sends any texts and attachments at any time, and whose user emits
// and acknowledges. What is understood can be said again; what is said is understood by the other end's decoder.
//
// The input is lines. The first is 'c' for a client's session or 's' for a server's; of the others,
//   "b…"       is an attachment that comes
//   "+N"       lets N ms pass (at most 60000)
//   "eN A"     makes us emit an event with the arguments A that asks for the ack N, "e A" one that asks for none;
//   "EN A"     the same with an attachment
//   "kN A"     makes us answer with the ack N
//   "l"        makes us leave
// and everything else is a text that comes.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fuzz/input.h"
#include "worker/base/check.h"
#include "worker/protocol/limits.h"
#include "worker/protocol/socket_io/client_session.h"
#include "worker/protocol/socket_io/decoder.h"
#include "worker/protocol/socket_io/server_session.h"

namespace sw::protocol::socket_io {
namespace {

constexpr int64_t kMaxWaitMs = 60'000;
constexpr std::size_t kPeerTakes = 4'096;
constexpr uint64_t kAckSpan = 1'000'000'000;

// The event's text, were we to send it.
std::string sent_again(const EventReceived& event) {
  const std::string arguments = event.arguments.json();
  return encode(OutgoingEvent{event.nsp, event.ack_id, event.name, arguments, event.arguments.attachments().size()});
}

// Both kinds of session behind the same calls.
struct Client {
  ClientSession session{{}};
  void start(Timestamp, Actions& actions) { session.start(actions); }
  SendResult emit(const Emission& what, Actions& actions) { return session.emit(what, kPeerTakes, actions); }
  SendResult acknowledge(const Acknowledgement& what, Actions& actions) {
    return session.acknowledge(what, kPeerTakes, actions);
  }
  void leave(Actions& actions) { session.disconnect(actions); }
};
struct Server {
  ServerSession session{{.namespaces = {"/", "/a"}}, [] { return 7u; }};
  void start(Timestamp now, Actions&) { session.start(now); }
  SendResult emit(const Emission& what, Actions& actions) { return session.emit("/", what, kPeerTakes, actions); }
  SendResult acknowledge(const Acknowledgement& what, Actions& actions) {
    return session.acknowledge("/", what, kPeerTakes, actions);
  }
  void leave(Actions& actions) { session.disconnect("/", actions); }
};

template <class Side>
class Play {
 public:
  Play() {
    step([&](Actions& actions) { side_.start(now_, actions); });
  }

  void line(std::string_view text) {
    const char kind = text.empty() ? '\0' : text.front();
    const std::string_view rest = text.substr(text.empty() ? 0 : 1);
    if (kind == '+') return wait(TimeDelta::Millis(fuzz::number_at_start(rest, kMaxWaitMs)));
    if (kind == 'e' || kind == 'E') return emit(rest, kind == 'E');
    if (kind == 'k') return acknowledge(rest);
    if (kind == 'l' && rest.empty()) return leave();
    step([&](Actions& actions) {
      if (kind == 'b') return side_.session.on_binary(std::string(rest), actions);
      side_.session.on_text(now_, std::string(text), actions);
    });
  }

 private:
  static constexpr bool kIsClient = std::is_same_v<Side, Client>;

  template <class Call>
  void step(Call&& call) {
    Actions actions;
    call(actions);
    for (const Action& action : actions) {
      SW_CHECK(!over_);
      std::visit([&](const auto& one) { on(one); }, action);
    }
    if (over_) SW_CHECK(!side_.session.deadline().has_value());
  }

  void on(const Send& send) {
    auto packet = send.binary ? peer_.on_binary(send.payload) : peer_.on_text(now_, send.payload);
    SW_CHECK(packet.has_value());
    SW_CHECK(send.payload.size() <= kPeerTakes);
  }
  void on(const Connected& connected) {
    SW_CHECK(joined_.insert(connected.nsp).second);
    SW_CHECK(!connected.sid.empty());
    SW_CHECK(!kIsClient || !connected.auth);
  }
  void on(const EventReceived& event) {
    SW_CHECK(joined_.contains(event.nsp));
    SW_CHECK(!is_reserved_event(event.name));
    SW_CHECK(event.name.size() <= kMaxEventNameBytes);
    SW_CHECK(event.arguments.attachments().size() <= kMaxAttachments);
    Decoder decoder;
    auto packet = decoder.on_text(now_, sent_again(event));
    for (const std::string& attachment : event.arguments.attachments()) packet = decoder.on_binary(attachment);
    SW_CHECK(packet.has_value());
    SW_CHECK(packet->has_value());
    SW_CHECK((*packet)->nsp == event.nsp);
    SW_CHECK((*packet)->id == event.ack_id);
    SW_CHECK((*packet)->attachments == event.arguments.attachments());
    const Arguments arguments(*(*packet)->payload, 1, {});
    SW_CHECK(arguments.json() == event.arguments.json());
  }
  void on(const Acked& acked) { SW_CHECK(awaited_.erase(acked.id) == 1); }
  void on(const ConnectRefused& refused) {
    SW_CHECK(kIsClient);
    SW_CHECK(refused.message.size() <= kMaxReasonBytes);
    SW_CHECK(fuzz::is_one_line(refused.message));
    over_ = true;
  }
  void on(const Left& left) {
    SW_CHECK(joined_.erase(left.nsp) == 1 || kIsClient);
    if (left.nsp == "/") awaited_.clear();
    over_ = kIsClient;
  }
  void on(const Ignored& ignored) { SW_CHECK(!ignored.what.empty()); }
  void on(const Failed& failed) {
    SW_CHECK(!failed.text.empty());
    over_ = true;
  }

  // "N A": the number, and the arguments where they are any.
  struct Words {
    std::optional<uint64_t> id;
    std::string arguments;
  };
  static std::optional<Words> words(std::string_view text) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    Words words{std::nullopt, std::string(text.substr(space + 1))};
    if (space > 0) words.id = static_cast<uint64_t>(fuzz::number_at_start(text, kAckSpan));
    // Values, or nothing; a space is neither.
    if (!words.arguments.empty() && !JsonDocument::parse("[0," + words.arguments + "]")) return std::nullopt;
    return words;
  }
  void emit(std::string_view text, bool with_attachment) {
    auto what = words(text);
    if (!what) return;
    std::vector<std::string> attachments;
    if (with_attachment) {
      attachments.emplace_back("\0bytes", 6);
      what->arguments += (what->arguments.empty() ? "" : ",") + placeholder_json(0);
    }
    // Arguments of the user's own that look like placeholders are the user's mistake.
    if (text.find("_placeholder") != std::string_view::npos || text.find('\\') != std::string_view::npos) return;
    step([&](Actions& actions) {
      const auto result = side_.emit({"event", what->arguments, attachments, what->id}, actions);
      const bool sent = result == SendResult::kSent;
      SW_CHECK(sent == !actions.empty());
      if (sent && what->id) SW_CHECK(awaited_.insert(*what->id).second);
      SW_CHECK(awaited_.size() <= kMaxPendingAcks);
    });
  }
  void acknowledge(std::string_view text) {
    const auto what = words(text);
    if (!what || !what->id) return;
    step([&](Actions& actions) { side_.acknowledge({*what->id, what->arguments}, actions); });
  }
  void leave() {
    step([&](Actions& actions) { side_.leave(actions); });
    joined_.erase("/");
    awaited_.clear();
    over_ = kIsClient;
  }
  void wait(TimeDelta time) {
    const Timestamp end = now_ + time;
    while (side_.session.deadline() && *side_.session.deadline() <= end) {
      now_ = std::max(now_, *side_.session.deadline());
      step([&](Actions& actions) { side_.session.on_time(now_, actions); });
      const auto next = side_.session.deadline();
      SW_CHECK(!next || *next > now_);  // what was due is done
    }
    now_ = end;
  }

  Side side_;
  Decoder peer_;  // of the other end
  Timestamp now_ = Timestamp::FromSeconds(100);
  std::set<std::string> joined_;
  std::set<uint64_t> awaited_;  // acks
  bool over_ = false;
};

template <class Side>
void play(fuzz::Input& in) {
  Play<Side> play;
  while (!in.empty()) play.line(in.line());
}

}  // namespace
}  // namespace sw::protocol::socket_io

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::protocol::socket_io;
  sw::fuzz::Input in(data, size);
  if (in.line().starts_with('s')) {
    play<Server>(in);
  } else {
    play<Client>(in);
  }
  return 0;
}
