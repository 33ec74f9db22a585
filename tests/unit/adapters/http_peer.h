// A peer of an HTTP server that runs on the test's own loop: it sends what it likes and collects what comes back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sw::adapters {

class HttpPeer {
 public:
  // Connects to 127.0.0.1:port.
  explicit HttpPeer(uint16_t port);
  ~HttpPeer();
  HttpPeer(const HttpPeer&) = delete;
  HttpPeer& operator=(const HttpPeer&) = delete;

  void send(std::string_view bytes);
  // Takes what has come so far, without waiting.
  void collect();
  // Ends the connection.
  void leave();

  const std::string& received() const { return received_; }
  bool closed() const { return closed_; }  // by the server

 private:
  int socket_;
  std::string received_;
  bool closed_ = false;
};

}  // namespace sw::adapters
