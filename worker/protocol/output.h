// What a joined stack hands to the network, whichever end it is.
#pragma once

#include <string>

namespace sw::protocol {

// Send these bytes to the peer.
struct SendBytes {
  std::string bytes;
};

// Close the network connection once all bytes are sent. The last output; not given when the peer has closed already.
struct CloseConnection {};

}  // namespace sw::protocol
