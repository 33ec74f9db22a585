// Writes one JSON object in compact form, straight to the end of a string. Absent optional fields are left out: a null
// is never written. Text that is not UTF-8 is written with U+FFFD in place of what is wrong, so that no text of ours
// makes a peer close the connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/enum_names.h"
#include "contracts/string_stream.h"

namespace sw::contracts {

class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : stream_{out}, writer_(stream_) {}

  void begin() { writer_.StartObject(); }
  void end() { writer_.EndObject(); }

  void member(std::string_view name, std::string_view text);
  void member(std::string_view name, const std::string& text) { member(name, std::string_view(text)); }
  void member(std::string_view name, const char* text) = delete;  // it would choose bool
  void member(std::string_view name, int64_t number);
  void member(std::string_view name, bool flag);
  void member(std::string_view name, double number);  // finite
  template <NamedEnum E>
  void member(std::string_view name, E value) {
    member(name, to_text(value));
  }
  template <class T>
  void member(std::string_view name, const std::optional<T>& value) {
    if (value) member(name, *value);
  }
  // Text of any length that is written as it stands where it needs no escape: base64 audio, in one copy.
  void long_member(std::string_view name, const std::string& text);
  // JSON text that is known to be valid.
  void json_member(std::string_view name, std::string_view json);

  // An object inside this one, written by `write`.
  template <class T>
  void object(std::string_view name, const T& value, void (*write)(ObjectWriter&, const T&)) {
    key(name);
    element(value, write);
  }
  template <class T>
  void object(std::string_view name, const std::optional<T>& value, void (*write)(ObjectWriter&, const T&)) {
    if (value) object(name, *value, write);
  }
  template <class T>
  void array(std::string_view name, const std::optional<std::vector<T>>& values,
             void (*write)(ObjectWriter&, const T&)) {
    if (!values) return;
    key(name);
    writer_.StartArray();
    for (const T& value : *values) element(value, write);
    writer_.EndArray();
  }

 private:
  void key(std::string_view name);
  template <class T>
  void element(const T& value, void (*write)(ObjectWriter&, const T&)) {
    begin();
    write(*this, value);
    end();
  }

  StringStream stream_;
  rapidjson::Writer<StringStream> writer_;
};

// Appends `message` as one compact object to `out`.
template <class T>
void append_object(std::string& out, const T& message, void (*write)(ObjectWriter&, const T&)) {
  ObjectWriter writer(out);
  writer.begin();
  write(writer, message);
  writer.end();
}

}  // namespace sw::contracts
