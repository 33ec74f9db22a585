// `stream-worker fake sts`: the Echo STS of fakes/sts on a real port.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "fakes/sts/script.h"
#include "fakes/sts/settings.h"
#include "fakes/sts/statistics.h"
#include "fakes/sts/witness.h"
#include "worker/adapters/asio/event_loop.h"
#include "worker/adapters/asio/tcp_listener.h"
#include "worker/base/expected.h"

namespace sw::fakes {

struct StsServerOptions {
  std::string host = "127.0.0.1";
  uint16_t port = 8080;                              // 0 picks a free one
  std::optional<adapters::ServerIdentity> tls = {};  // absent: plain TCP
  std::string record_file = {};                      // one JSON object a line for each event; empty: none
  sts::StsSettings settings = {};                    // record is set where there is a file
  sts::StsScript script = {};
  sts::Witness* witness = nullptr;  // outlives the server
};

class StsServer {
 public:
  // Listens. The error is one line. `loop` outlives the server.
  static expected<std::unique_ptr<StsServer>, std::string> listen(adapters::EventLoop& loop, StsServerOptions options);
  ~StsServer();

  uint16_t port() const;
  // "http://127.0.0.1:8080", as the setting of a worker takes it.
  std::string url() const;
  // What the loop has for it. Other events are ignored.
  void handle(Timestamp now, ports::Event event);
  sts::StsStatistics statistics() const;

 private:
  class Front;
  explicit StsServer(std::unique_ptr<Front> front);
  std::unique_ptr<Front> front_;
};

// The whole subcommand: prints the URL as one line on stdout once it listens, serves until SIGTERM or SIGINT, and
// prints the statistics as one line of JSON. Returns the exit code: 0, or 2 with one line on stderr.
int run_sts_server(StsServerOptions options);

}  // namespace sw::fakes
