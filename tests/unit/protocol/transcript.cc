#include "tests/unit/protocol/transcript.h"

#include <array>
#include <fstream>

#include "contracts/base64.h"
#include "contracts/json_text.h"
#include "worker/base/check.h"

namespace sw::protocol::testing {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";

std::string text_at(const rapidjson::Value& object, const char* name) { return object[name].GetString(); }

std::string decode(std::string_view base64) {
  auto bytes = contracts::base64_decode(base64);
  SW_CHECK(bytes.has_value());
  return *std::move(bytes);
}

Side side_at(const rapidjson::Value& object, const char* name) {
  return text_at(object, name) == "client" ? Side::kClient : Side::kServer;
}

std::optional<uint64_t> id_at(const rapidjson::Value& object, const char* name) {
  if (!object.HasMember(name)) return std::nullopt;
  return object[name].GetUint64();
}

Step to_step(const rapidjson::Value& line) {
  if (line.HasMember("bytes")) return SentBytes{side_at(line, "bytes"), decode(text_at(line, "base64"))};
  if (line.HasMember("saw")) return SawLine{side_at(line, "saw"), text_at(line, "line")};
  Deed deed{.by = side_at(line, "did"),
            .event = text_at(line, "event"),
            .arguments = text_at(line, "arguments"),
            .attachments = {},
            .asks = id_at(line, "asks"),
            .acks = id_at(line, "acks")};
  if (line.HasMember("attachments")) {
    for (const auto& attachment : line["attachments"].GetArray()) deed.attachments.emplace_back(attachment.GetString());
  }
  return deed;
}

std::string_view name_of(int opcode) {
  static constexpr std::array<std::string_view, 11> kNames = {"continuation", "text", "binary", "", "", "", "", "",
                                                              "close",        "ping", "pong"};
  return kNames.at(static_cast<std::size_t>(opcode));
}

// Takes bytes off the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  bool empty() const { return rest_.empty(); }
  std::string_view take(std::size_t count) {
    SW_CHECK(count <= rest_.size());
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::size_t number(std::size_t bytes) {
    std::size_t value = 0;
    for (const char byte : take(bytes)) value = value << 8 | static_cast<uint8_t>(byte);
    return value;
  }

 private:
  std::string_view rest_;
};

std::string take_frame(Reader& in) {
  const std::size_t first = in.number(1);
  const std::size_t second = in.number(1);
  std::size_t size = second & 0x7F;
  if (size == 126) {
    size = in.number(2);
  } else if (size == 127) {
    size = in.number(8);
  }
  const std::string mask((second & 0x80) != 0 ? in.take(4) : std::string_view("\0\0\0\0", 4));
  std::string payload(in.take(size));
  for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
  return std::string(name_of(first & 0x0F)) + " " + payload;
}

}  // namespace

std::vector<Step> read_transcript(const std::string& name) {
  std::ifstream file(std::string(TRANSCRIPTS_FOLDER) + "/" + name + ".jsonl", std::ios::binary);
  SW_CHECK(file.good());
  std::vector<Step> steps;
  for (std::string line; std::getline(file, line);) {
    const auto document = contracts::parse_json(line);
    SW_CHECK(document.has_value());
    steps.push_back(to_step(*document));
  }
  return steps;
}

std::string bytes_of(const std::vector<Step>& steps, Side side) {
  std::string bytes;
  for (const Step& step : steps) {
    const auto* sent = std::get_if<SentBytes>(&step);
    if (sent != nullptr && sent->from == side) bytes += sent->bytes;
  }
  return bytes;
}

std::vector<std::string> lines_of(const std::vector<Step>& steps, Side side) {
  std::vector<std::string> lines;
  for (const Step& step : steps) {
    const auto* saw = std::get_if<SawLine>(&step);
    if (saw != nullptr && saw->by == side) lines.push_back(saw->line);
  }
  return lines;
}

std::string key_of(const std::vector<Step>& steps) {
  static constexpr std::string_view kField = "Sec-WebSocket-Key: ";
  const std::string bytes = bytes_of(steps, Side::kClient);
  const std::size_t begin = bytes.find(kField);
  SW_CHECK(begin != std::string::npos);
  return bytes.substr(begin + kField.size(), 24);
}

RandomWords words_for_key(std::string_view key) {
  return [bytes = decode(key), at = std::size_t{0}]() mutable {
    uint32_t word = 0;
    for (int shift = 0; shift < 32 && at < bytes.size(); shift += 8) {
      word |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[at++])) << shift;
    }
    return word;
  };
}

std::vector<std::string> frames_of(std::string_view bytes) {
  const std::size_t head = bytes.find(kHeadEnd);
  SW_CHECK(head != std::string_view::npos);
  Reader in(bytes.substr(head + kHeadEnd.size()));
  std::vector<std::string> frames;
  while (!in.empty()) frames.push_back(take_frame(in));
  return frames;
}

}  // namespace sw::protocol::testing
