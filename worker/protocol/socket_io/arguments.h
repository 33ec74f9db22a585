// The arguments of an event or an ack, as they came: parsed once, with the attachments that their placeholders name.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "worker/protocol/json/json_document.h"

namespace sw::protocol::socket_io {

class Arguments {
 public:
  // `document` is an array; the first `skipped` elements are no arguments.
  Arguments(JsonDocument document, std::size_t skipped, std::vector<std::string> attachments);

  std::size_t size() const;
  const rapidjson::Value& operator[](std::size_t index) const;
  // The compact JSON of all arguments, comma-separated, as emit() takes it. Binary ones stay placeholders.
  std::string json() const;

  // In a binary event an argument may be, or hold, `{"_placeholder":true,"num":n}`, which stands for attachment n.
  const std::vector<std::string>& attachments() const { return attachments_; }
  // The attachment that `value` stands for; nullptr where it is no placeholder of this packet.
  const std::string* find_attachment(const rapidjson::Value& value) const;

 private:
  JsonDocument document_;
  std::size_t skipped_;
  std::vector<std::string> attachments_;
};

// Whether `value` is an object with `"_placeholder": true`, and which attachment it names.
bool is_placeholder(const rapidjson::Value& value);
std::optional<std::size_t> placeholder_index(const rapidjson::Value& value);

}  // namespace sw::protocol::socket_io
