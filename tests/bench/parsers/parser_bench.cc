// A fragment's message through our parsers and back: what tests/bench/parsers.py compares with others. The message is
// the file that PARSERS_MESSAGE names: one Engine.IO text message with fragment:data in it.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <variant>

#include "contracts/messages.h"
#include "worker/base/check.h"
#include "worker/protocol/engine_io/packet.h"
#include "worker/protocol/socket_io/arguments.h"
#include "worker/protocol/socket_io/decoder.h"
#include "worker/protocol/socket_io/packet.h"

extern "C" uint64_t allocated_bytes();

namespace sw {
namespace {

constexpr Timestamp kNow = Timestamp::FromSeconds(1);

const std::string& message() {
  static const std::string text = [] {
    const char* file = std::getenv("PARSERS_MESSAGE");
    SW_CHECK(file != nullptr);
    std::ostringstream read;
    read << std::ifstream(file, std::ios::binary).rdbuf();
    return read.str();
  }();
  return text;
}

// A tree of JSON, as the peers give it to their applications.
protocol::socket_io::Packet decode_packet() {
  const auto outer = protocol::engine_io::decode(message());
  SW_CHECK(outer.has_value());
  protocol::socket_io::Decoder decoder;
  auto packet = decoder.on_text(kNow, std::string(outer->data));
  SW_CHECK(packet && *packet);
  return **std::move(packet);
}

// The checked struct that the worker and the fake STS work with.
contracts::FragmentData decode_fragment() {
  protocol::socket_io::Packet packet = decode_packet();
  const protocol::socket_io::Arguments arguments(*std::move(packet.payload), 1, {});
  auto parsed = contracts::parse_worker_message("fragment:data", arguments[0]);
  SW_CHECK(parsed.has_value());
  return std::get<contracts::FragmentData>(*std::move(parsed));
}

std::string encode_fragment(const contracts::FragmentData& fragment) {
  std::string payload;
  append_json(payload, fragment);
  const std::string packet = protocol::socket_io::encode({"/", std::nullopt, "fragment:data", payload});
  return protocol::engine_io::encode(protocol::engine_io::PacketType::kMessage, packet);
}

template <class Operation>
void measure(benchmark::State& state, const Operation& operation) {
  const uint64_t before = allocated_bytes();
  benchmark::DoNotOptimize(operation());
  state.counters["allocated"] = static_cast<double>(allocated_bytes() - before);
  for (auto _ : state) benchmark::DoNotOptimize(operation());
}

void decode(benchmark::State& state) { measure(state, decode_packet); }
void decode_checked(benchmark::State& state) { measure(state, decode_fragment); }
void encode(benchmark::State& state) {
  const contracts::FragmentData fragment = decode_fragment();
  SW_CHECK(encode_fragment(fragment) == message());
  measure(state, [&] { return encode_fragment(fragment); });
}

BENCHMARK(decode)->Unit(benchmark::kMicrosecond);
BENCHMARK(decode_checked)->Unit(benchmark::kMicrosecond);
BENCHMARK(encode)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace sw
