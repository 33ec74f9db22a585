// The TLS of outgoing connections: whom to trust, and which name the peer must prove.
#pragma once

#include <string>
#include <utility>

#include <boost/asio/ssl/context.hpp>

namespace sw::adapters {

// A client context that verifies its peer against the system's authorities, or those that SSL_CERT_FILE and
// SSL_CERT_DIR name, and speaks TLS 1.2 at least. Throws boost::system::system_error where OpenSSL has no memory.
boost::asio::ssl::context make_client_context();

// Makes the handshake of `ssl` fail unless the peer's certificate carries `host`, a name (RFC 6125) or an address,
// and tells the peer which name is meant (SNI, RFC 6066 §3; never an address). False where OpenSSL refuses the name.
bool expect_host(SSL* ssl, const std::string& host);

// One line about a failed handshake: why the certificate was refused, or else what `error` says.
std::string handshake_failure(const boost::system::error_code& error, SSL* ssl);

}  // namespace sw::adapters
