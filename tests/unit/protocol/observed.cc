#include "tests/unit/protocol/observed.h"

#include <variant>

#include "contracts/json_text.h"

namespace sw::protocol::testing {
namespace {

std::string within(const std::string& nsp) { return nsp == "/" ? "" : nsp + " "; }

class Describer {
 public:
  explicit Describer(Observed& observed) : observed_(observed) {}
  void operator()(const SendBytes& send) { observed_.bytes += send.bytes; }
  void operator()(const CloseConnection&) { line("close"); }
  void operator()(const Disconnected& d) { line("disconnected " + std::string(to_text(d.reason)) + ": " + d.text); }
  void operator()(const Accepted& a) { line("accepted " + a.request.path); }
  void operator()(const RawMessage& m) { line((m.binary ? "raw binary " : "raw ") + m.payload); }
  void operator()(const socket_io::Ignored& i) { line("ignored " + std::string(i.what)); }
  void operator()(const socket_io::Left& l) { line("left " + l.nsp); }
  void operator()(const socket_io::Connected& c) {
    line(within(c.nsp) + "connected " + c.sid + (c.auth ? " " + contracts::to_json(c.auth->root()) : ""));
  }
  void operator()(const socket_io::EventReceived& e) {
    const std::string ack = e.ack_id ? " ack=" + std::to_string(*e.ack_id) : "";
    line(within(e.nsp) + "event " + e.name + " " + e.arguments.json() + attached(e.arguments) + ack);
  }
  void operator()(const socket_io::Acked& a) {
    line(within(a.nsp) + "acked " + std::to_string(a.id) + " " + a.arguments.json() + attached(a.arguments));
  }

 private:
  static std::string attached(const socket_io::Arguments& arguments) {
    std::string text;
    for (const std::string& attachment : arguments.attachments()) text += " <" + attachment + ">";
    return text;
  }
  void line(std::string text) { observed_.lines.push_back(std::move(text)); }
  Observed& observed_;
};

}  // namespace

void Observed::add(std::vector<ClientOutput> outputs) {
  for (const ClientOutput& output : outputs) std::visit(Describer(*this), output);
}

void Observed::add(std::vector<ServerOutput> outputs) {
  for (const ServerOutput& output : outputs) std::visit(Describer(*this), output);
}

}  // namespace sw::protocol::testing
