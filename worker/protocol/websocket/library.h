// websocketpp as this folder uses it: no threads, no logs, no timers, no extensions. Only the .cc files of this folder
// include it, and it compiles as C++17 alone.
#pragma once

#include <cstdint>
#include <websocketpp/concurrency/none.hpp>
#include <websocketpp/config/core_client.hpp>
#include <websocketpp/connection.hpp>
#include <websocketpp/logger/stub.hpp>

#include "worker/protocol/limits.h"
#include "worker/protocol/random_words.h"

namespace sw::protocol::websocket {

// What websocketpp draws keys and masks from.
struct InjectedRandom {
  RandomWords words;
  std::uint32_t operator()() { return words(); }
};

struct LibraryConfig : websocketpp::config::core_client {
  using type = LibraryConfig;
  using base = websocketpp::config::core_client;
  using concurrency_type = websocketpp::concurrency::none;
  using elog_type = websocketpp::log::stub;
  using alog_type = websocketpp::log::stub;
  using rng_type = InjectedRandom;
  static const bool enable_multithreading = false;

  struct transport_config : base::transport_config {
    using concurrency_type = type::concurrency_type;
    using elog_type = type::elog_type;
    using alog_type = type::alog_type;
    static const bool enable_multithreading = false;
  };
  using transport_type = websocketpp::transport::iostream::endpoint<transport_config>;

  // The transport has no timers; zero keeps the library from asking for one.
  static const long timeout_open_handshake = 0;
  static const long timeout_close_handshake = 0;
  static const long timeout_pong = 0;
};

using LibraryConnection = websocketpp::connection<LibraryConfig>;

}  // namespace sw::protocol::websocket
