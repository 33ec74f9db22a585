#include "tests/conformance/sts/live_sts.h"

#include <gtest/gtest.h>

#include <utility>

namespace sw::conformance {

LiveSts::LiveSts(fakes::StsServerOptions options) {
  options.port = 0;
  options.settings.check_contracts = true;
  std::promise<std::string> listening;
  auto problem = listening.get_future();
  thread_ = std::thread([&] { serve(std::move(options), listening); });
  EXPECT_EQ(problem.get(), "");
}

LiveSts::~LiveSts() { stop(); }

void LiveSts::serve(fakes::StsServerOptions options, std::promise<std::string>& listening) {
  const auto server = fakes::StsServer::listen(loop_, std::move(options));
  if (!server) return listening.set_value(server.error());
  port_ = (*server)->port();
  url_ = (*server)->url();
  listening.set_value("");
  loop_.run([&](Timestamp now, ports::Event event) {
    if (std::holds_alternative<ports::StopRequested>(event)) return loop_.stop();
    (*server)->handle(now, std::move(event));
  });
  statistics_ = (*server)->statistics();
}

fakes::sts::StsStatistics LiveSts::stop() {
  if (thread_.joinable()) {
    loop_.post(ports::StopRequested{0});
    thread_.join();
    EXPECT_EQ(statistics_.breaches_received, 0u);
    EXPECT_EQ(statistics_.breaches_sent, 0u);
  }
  return statistics_;
}

}  // namespace sw::conformance
