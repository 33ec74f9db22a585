// An Echo STS on a real port of this machine, on a loop and a thread of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "fakes/live/sts_server.h"
#include "worker/adapters/asio/event_loop.h"
#include "worker/adapters/asio/system_clock.h"

namespace sw::conformance {

class LiveSts {
 public:
  // Listens on a free port; a failure fails the test that asked for it.
  explicit LiveSts(fakes::StsServerOptions options = {});
  ~LiveSts();

  uint16_t port() const { return port_; }
  const std::string& url() const { return url_; }
  // Stops it, and says what it counted; a message that broke its schema, either way, fails the test.
  fakes::sts::StsStatistics stop();

 private:
  void serve(fakes::StsServerOptions options, std::promise<std::string>& listening);

  adapters::SystemClock clock_;
  adapters::EventLoop loop_{clock_};
  uint16_t port_ = 0;
  std::string url_;
  fakes::sts::StsStatistics statistics_;
  std::thread thread_;
};

}  // namespace sw::conformance
