// The worker's own HTTP endpoints (FR-026): GET /metrics, /healthz and /readyz, over Beast, on the engine's loop.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "worker/adapters/asio/event_loop.h"
#include "worker/base/expected.h"
#include "worker/base/units.h"

namespace sw::adapters {

// What a stranger may do to it. A scraper needs a fraction of each.
struct StatusServerLimits {
  std::size_t connections = 32;          // at once; one more is closed at once
  std::size_t request_bytes = 8 * 1024;  // headers and, though none is asked for, body
  TimeDelta patience =
      TimeDelta::Seconds(5);  // for one request to come and its answer to go, and for the next to begin
};

struct StatusServerAnswers {
  std::function<std::string()> metrics;  // Prometheus text format
  std::function<bool()> ready;
};

class StatusServer {
 public:
  // Listens on host:port (an address; port 0 picks a free one). The error is one line. The loop outlives the server.
  static expected<std::unique_ptr<StatusServer>, std::string> listen(EventLoop& loop, const std::string& host,
                                                                     uint16_t port, StatusServerAnswers answers,
                                                                     StatusServerLimits limits = {});
  ~StatusServer();
  StatusServer(const StatusServer&) = delete;
  StatusServer& operator=(const StatusServer&) = delete;

  uint16_t port() const;

 private:
  class Listener;
  explicit StatusServer(std::shared_ptr<Listener> listener);
  std::shared_ptr<Listener> listener_;
};

}  // namespace sw::adapters
