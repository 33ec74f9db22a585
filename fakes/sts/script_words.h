// The words of a script's JSON form.
#pragma once

#include "contracts/enum_names.h"
#include "fakes/sts/script.h"

namespace sw::contracts {

template <>
struct EnumNames<fakes::sts::AudioForm> {
  static constexpr std::string_view kNames[] = {"echo",       "missing",     "null",      "empty",
                                                "not_base64", "undecodable", "truncated", "wrong_duration"};
};
template <>
struct EnumNames<fakes::sts::FragmentNaming> {
  static constexpr std::string_view kNames[] = {"own", "none", "null"};
};
template <>
struct EnumNames<fakes::sts::WireFlag> {
  static constexpr std::string_view kNames[] = {"true", "false", "null", "absent"};
};
template <>
struct EnumNames<fakes::sts::HandshakeAnswer> {
  static constexpr std::string_view kNames[] = {"http_error",   "garbage",  "silent",  "close",
                                                "wrong_accept", "bad_open", "no_open", "no_connect"};
};
template <>
struct EnumNames<fakes::sts::StrayResult> {
  static constexpr std::string_view kNames[] = {"unknown_fragment", "other_stream", "earlier_session", "answered"};
};
template <>
struct EnumNames<fakes::sts::PacketFault> {
  static constexpr std::string_view kNames[] = {"text",
                                                "bad_packet_type",
                                                "bad_json",
                                                "no_event_name",
                                                "bad_attachments",
                                                "unexpected_binary",
                                                "unfinished_binary",
                                                "not_utf8",
                                                "huge",
                                                "bad_frame"};
};
template <>
struct EnumNames<fakes::sts::Farewell> {
  static constexpr std::string_view kNames[] = {"reset", "close", "close_frame", "disconnect"};
};
template <>
struct EnumNames<fakes::sts::Milestone> {
  static constexpr std::string_view kNames[] = {"fragment", "session", "connection"};
};

}  // namespace sw::contracts
