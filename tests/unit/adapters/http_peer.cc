#include "tests/unit/adapters/http_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace sw::adapters {

HttpPeer::HttpPeer(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // The kernel completes it: nobody has to accept for that.
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect");
  }
}

HttpPeer::~HttpPeer() { leave(); }

void HttpPeer::send(std::string_view bytes) {
  // What a server that has closed does not take is what the test is about.
  [[maybe_unused]] const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void HttpPeer::collect() {
  std::array<char, 64 * 1024> chunk;
  while (!closed_ && socket_ >= 0) {
    const auto size = ::recv(socket_, chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (size > 0) {
      received_.append(chunk.data(), static_cast<std::size_t>(size));
    } else if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
      return;
    } else {
      closed_ = true;
    }
  }
}

void HttpPeer::leave() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

}  // namespace sw::adapters
