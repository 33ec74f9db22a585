// How much of what a service says is kept.
#include "fakes/conformance/sts/service_client.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "tests/unit/fakes/conformance/sts/exam_world.h"

namespace sw::fakes::conformance::testing {
namespace {

// An event each millisecond from when a connection is up.
sts::Fault each_millisecond(std::string event, std::string payload) {
  return {.id = event, .every = ms(1), .action = sts::SendEvent{event, payload}};
}
sts::Fault pressure_each_millisecond() {
  return each_millisecond("backpressure",
                          R"({"stream_id":"s","severity":"low","current_inflight":0,"queue_depth":0,"action":"none"})");
}

// One connection to a fake STS with a script.
class ListeningClient {
 public:
  explicit ListeningClient(sts::StsScript script) : service_(kStart, echo_settings(), std::move(script)) {
    effects_.clear();  // the wish to connect
    service_.on_connected(now_, kConnection);
    client_.on_connected(now_);
    settle();
  }

  void listen(TimeDelta during) {
    for (const Timestamp end = now_ + during; now_ < end; settle()) {
      now_ += ms(1);
      service_.on_time(now_);
      client_.on_time(now_);
    }
  }
  std::size_t heard(std::string_view event) const {
    return static_cast<std::size_t>(std::ranges::count(client_.traffic().heard, event, &Heard::event));
  }
  uint64_t sent() const { return sent_; }
  const ServiceClient& client() const { return client_; }

 private:
  static constexpr ConnectionId kConnection{1};

  void settle() {
    for (bool busy = true; busy;) {
      busy = false;
      for (const Effect& effect : std::exchange(effects_, {})) {
        if (const auto* send = std::get_if<SendBytes>(&effect)) service_.on_bytes(now_, kConnection, send->bytes);
        busy = true;
      }
      for (const sts::StsOutput& output : service_.take_outputs()) {
        const auto* send = std::get_if<sts::SendBytes>(&output);
        if (send == nullptr) continue;
        sent_ += send->bytes.size();
        client_.on_bytes(now_, send->bytes);
        busy = true;
      }
    }
  }

  Timestamp now_ = kStart;
  uint64_t sent_ = 0;
  const ExamSettings settings_ = exam_settings();
  Effects effects_;
  Observations observations_;
  sts::StsService service_;
  ServiceClient client_{kConnection, settings_, "s", effects_, observations_};
};

TEST(ServiceClient, KeepsSoManyEventsAndNoMore) {
  ListeningClient at({{pressure_each_millisecond()}});
  at.listen(ms(static_cast<int64_t>(kMaxHeard) / 2));
  EXPECT_LT(at.heard("backpressure"), kMaxHeard);
  EXPECT_GT(at.heard("backpressure"), kMaxHeard / 4);
  at.listen(ms(static_cast<int64_t>(kMaxHeard)));
  EXPECT_EQ(at.heard("backpressure"), kMaxHeard);
  EXPECT_EQ(at.client().traffic().heard.size(), kMaxHeard);
}

TEST(ServiceClient, KeepsSoManyUnknownEventsAndTheOthersBehindThem) {
  ListeningClient at({{each_millisecond("weather:report", "{}"), pressure_each_millisecond()}});
  at.listen(ms(3 * static_cast<int64_t>(kMaxUnknownHeard)));
  EXPECT_EQ(at.heard("weather:report"), kMaxUnknownHeard);
  EXPECT_GT(at.heard("backpressure"), 2 * kMaxUnknownHeard);
}

TEST(ServiceClient, ReadsSoManyBytesAndNoMore) {
  constexpr std::size_t kLarge = 1'000'000;
  ListeningClient at({{each_millisecond("noise", "\"" + std::string(kLarge, 'x') + "\"")}});
  while (at.sent() + 2 * kLarge < kMaxHeardBytes) at.listen(ms(1));
  EXPECT_FALSE(at.client().ending());
  at.listen(ms(3));
  ASSERT_TRUE(at.client().ending());
  EXPECT_EQ(at.client().ending()->text, "cut off by us: too many bytes came");
}

}  // namespace
}  // namespace sw::fakes::conformance::testing
