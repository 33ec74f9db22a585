#include "tests/interop/client/script.h"

#include <fstream>
#include <sstream>

#include "contracts/base64.h"
#include "contracts/json_text.h"
#include "worker/protocol/json/json_document.h"
#include "worker/protocol/socket_io/packet.h"

namespace sw::interop {
namespace {

using rapidjson::Value;

// The JSON of a value, its binary parts replaced by placeholders and their bytes gathered.
std::string to_wire(const Value& value, std::vector<std::string>& attachments) {
  if (value.IsArray()) {
    std::string text = "[";
    for (const Value& element : value.GetArray()) {
      if (text.size() > 1) text += ",";
      text += to_wire(element, attachments);
    }
    return text + "]";
  }
  if (!value.IsObject()) return contracts::to_json(value);
  if (const auto binary = value.FindMember("base64"); binary != value.MemberEnd()) {
    attachments.push_back(contracts::base64_decode(binary->value.GetString()).value_or(""));
    return protocol::socket_io::placeholder_json(attachments.size() - 1);
  }
  std::string text = "{";
  for (const auto& member : value.GetObject()) {
    if (text.size() > 1) text += ",";
    text += protocol::quote(member.name.GetString()) + ":" + to_wire(member.value, attachments);
  }
  return text + "}";
}

// The other way round.
std::string from_wire(const Value& value, const protocol::socket_io::Arguments& arguments) {
  if (const std::string* attachment = arguments.find_attachment(value)) {
    return "{\"base64\":\"" + contracts::base64_encode(*attachment) + "\"}";
  }
  if (value.IsArray()) {
    std::string text = "[";
    for (const Value& element : value.GetArray()) {
      text += (text.size() > 1 ? "," : "") + from_wire(element, arguments);
    }
    return text + "]";
  }
  if (!value.IsObject()) return contracts::to_json(value);
  std::string text = "{";
  for (const auto& member : value.GetObject()) {
    text += (text.size() > 1 ? "," : "") + protocol::quote(member.name.GetString()) + ":";
    text += from_wire(member.value, arguments);
  }
  return text + "}";
}

PlannedEvent planned(const Value& event) {
  PlannedEvent result;
  result.name = event["event"].GetString();
  const std::string array = to_wire(event["arguments"], result.attachments);
  result.arguments = array.substr(1, array.size() - 2);
  result.wants_ack = event.HasMember("ack") && event["ack"].IsTrue();
  return result;
}

}  // namespace

expected<Script, std::string> read_script(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const auto document = contracts::parse_json(text.view());
  if (!document) return unexpected(file + ": " + to_text(document.error()));
  Script script;
  if (document->HasMember("namespace")) script.nsp = (*document)["namespace"].GetString();
  if (document->HasMember("auth")) script.auth = contracts::to_json((*document)["auth"]);
  if (document->HasMember("until")) script.until = (*document)["until"].GetUint();
  for (const Value& event : (*document)["emit"].GetArray()) script.events.push_back(planned(event));
  return script;
}

std::string to_line(const protocol::socket_io::Arguments& arguments) {
  std::string text = "[";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    text += (i > 0 ? "," : "") + from_wire(arguments[i], arguments);
  }
  return text + "]";
}

}  // namespace sw::interop
