// The joined stack in the place of either of two foreign peers: what python-socketio's server said must be understood
// as python-socketio's client understood it, and the other way round, and what we say in their place must be what they
// said. These bytes come from outside: our client and our server agreeing with each other would prove nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "contracts/judge/message_watch.h"
#include "tests/unit/protocol/observed.h"
#include "tests/unit/protocol/transcript.h"

namespace sw::protocol::testing {
namespace {

using ::testing::SizeIs;

constexpr Timestamp kNow = Timestamp::FromSeconds(100);
constexpr std::size_t kWhole = std::string::npos;

// Does what the foreign application did.
template <class End, class... Namespace>
socket_io::SendResult carry_out(End& end, const Deed& deed, Namespace... nsp) {
  if (deed.acks) return end.acknowledge(nsp..., {*deed.acks, deed.arguments, deed.attachments});
  return end.emit(nsp..., {deed.event, deed.arguments, deed.attachments, deed.asks});
}

// Our end in the place of `side`: takes what its peer sent, at most `chunk` bytes at once, and does what it did.
template <class End, class... Namespace>
Observed replay(End& end, const std::vector<Step>& steps, Side side, std::size_t chunk, Namespace... nsp) {
  Observed seen;
  const auto drain = [&] { seen.add(end.take_outputs()); };
  end.start(kNow);
  drain();
  for (const Step& step : steps) {
    const auto* sent = std::get_if<SentBytes>(&step);
    for (std::size_t at = 0; sent != nullptr && sent->from != side && at < sent->bytes.size(); at += chunk) {
      end.on_bytes(kNow, std::string_view(sent->bytes).substr(at, chunk));
      drain();
      if (chunk == kWhole) break;
    }
    const auto* deed = std::get_if<Deed>(&step);
    if (deed == nullptr || deed->by != side) continue;
    EXPECT_EQ(carry_out(end, *deed, nsp...), socket_io::SendResult::kSent) << deed->event;
    drain();
  }
  return seen;
}

// What an application is told, but for how it all ends: we close as soon as we are put out, they linger.
std::vector<std::string> told(std::vector<std::string> lines) {
  std::erase_if(lines, [](const std::string& line) {
    return line.starts_with("accepted") || line.starts_with("left") || line.starts_with("disconnected") ||
           line == "close";
  });
  return lines;
}

// The same without session ids, which each server makes up, and without an auth object that says nothing.
std::vector<std::string> told_by_anyone(const std::vector<std::string>& lines) {
  static const std::string kConnected = "connected ";
  std::vector<std::string> result = told(lines);
  for (std::string& line : result) {
    if (!line.starts_with(kConnected)) continue;
    const std::size_t auth = std::min(line.find(' ', kConnected.size()), line.size());
    line = kConnected + (line.substr(auth) == " {}" ? "" : line.substr(auth));
  }
  return result;
}

// Frames that carry no session id and do not belong to the end.
std::vector<std::string> comparable(std::vector<std::string> frames) {
  std::erase_if(frames, [](const std::string& frame) {
    return frame.starts_with("close") || frame.starts_with("text 41") || frame == "text 1";
  });
  return frames;
}

// What a server says on its own account: who it is, and when its timers ring.
std::vector<std::string> without_servers_own(std::vector<std::string> frames) {
  std::erase_if(frames, [](const std::string& frame) {
    return frame.starts_with("text 0") || frame.starts_with("text 40") || frame == "text 2" ||
           frame.starts_with("ping");
  });
  return frames;
}

struct Golden {
  std::string name;
  std::string auth;  // what that client gave when it connected
};
void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.name; }

class GoldenTranscript : public ::testing::TestWithParam<std::tuple<Golden, std::size_t>> {
 protected:
  const Golden& golden() const { return std::get<0>(GetParam()); }
  std::size_t chunk() const { return std::get<1>(GetParam()); }

  Observed replay_client() const {
    SioClientOptions options;
    options.host = "sts";
    options.socket_io.auth = golden().auth;
    SioClient client(options, words_for_key(key_of(steps_)));
    return replay(client, steps_, Side::kClient, chunk());
  }
  Observed replay_server() const {
    SioServerConnection server({}, [] { return 7u; });
    return replay(server, steps_, Side::kServer, chunk(), "/");
  }
  std::vector<std::string> theirs(Side side) const { return frames_of(bytes_of(steps_, side)); }

  const std::vector<Step> steps_ = read_transcript(golden().name);
};

TEST_P(GoldenTranscript, OurClientUnderstandsWhatTheirServerSaid) {
  EXPECT_EQ(told(replay_client().lines), told(lines_of(steps_, Side::kClient)));
}

TEST_P(GoldenTranscript, OurClientSaysWhatTheirClientSaid) {
  EXPECT_EQ(comparable(frames_of(replay_client().bytes)), comparable(theirs(Side::kClient)));
}

TEST_P(GoldenTranscript, OurServerUnderstandsWhatTheirClientSaid) {
  EXPECT_EQ(told_by_anyone(replay_server().lines), told_by_anyone(lines_of(steps_, Side::kServer)));
}

TEST_P(GoldenTranscript, OurServerSaysWhatTheirServerSaid) {
  EXPECT_EQ(without_servers_own(comparable(frames_of(replay_server().bytes))),
            without_servers_own(comparable(theirs(Side::kServer))));
}

TEST_P(GoldenTranscript, IsNoEmptyClaim) {
  EXPECT_GT(told(lines_of(steps_, Side::kClient)).size(), 5u);
  EXPECT_GT(without_servers_own(comparable(theirs(Side::kServer))).size(), 5u);
}

// What python-socketio's two applications say as worker and service keeps the schemas, so that what is replayed here is
// what a service in use would say.
TEST(GoldenSession, KeepsItsSchemas) {
  contracts::MessageWatch watch;
  int messages = 0;
  for (const Step& step : read_transcript("sts_session")) {
    const auto* deed = std::get_if<Deed>(&step);
    if (deed == nullptr || deed->acks) continue;
    const bool by_worker = deed->by == Side::kClient;
    const auto direction = by_worker ? contracts::Direction::kWorkerToSts : contracts::Direction::kStsToWorker;
    EXPECT_EQ(watch.see(direction, deed->event, deed->arguments), std::nullopt) << deed->event;
    ++messages;
  }
  EXPECT_GE(messages, 12);
  EXPECT_EQ(watch.unknown(), 0u);
}

INSTANTIATE_TEST_SUITE_P(PythonSocketIo, GoldenTranscript,
                         ::testing::Combine(::testing::Values(Golden{"sts_session", "{}"},
                                                              Golden{"packets", R"({"token":"t"})"}),
                                            ::testing::Values(kWhole, std::size_t{1}, std::size_t{7})),
                         [](const auto& instance) {
                           const std::size_t chunk = std::get<1>(instance.param);
                           const std::string name =
                               std::get<0>(instance.param).name == "packets" ? "Packets" : "StsSession";
                           return name + (chunk == kWhole ? "AsItCame" : "InChunksOf" + std::to_string(chunk));
                         });

}  // namespace
}  // namespace sw::protocol::testing
