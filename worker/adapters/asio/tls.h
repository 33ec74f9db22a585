// TLS: of outgoing connections, whom to trust and which name the peer must prove; of a server, what it shows.
#pragma once

#include <string>
#include <utility>

#include <boost/asio/ssl/context.hpp>

#include "worker/base/expected.h"

namespace sw::adapters {

// A client context that verifies its peer against the system's authorities, or those that SSL_CERT_FILE and
// SSL_CERT_DIR name, and speaks TLS 1.2 at least. Throws boost::system::system_error where OpenSSL has no memory.
boost::asio::ssl::context make_client_context();

// A server's context that shows the certificate chain and key of these PEM files and asks for none; TLS 1.2 at least.
// The error is one line.
expected<boost::asio::ssl::context, std::string> make_server_context(const std::string& certificate_file,
                                                                     const std::string& key_file);

// Why this PEM file cannot be a list of authorities, in one line; empty where it can. A client context would not say:
// it would refuse every peer.
std::string authorities_problem(const std::string& file);

// Makes the handshake of `ssl` fail unless the peer's certificate carries `host`, a name (RFC 6125) or an address,
// and tells the peer which name is meant (SNI, RFC 6066 §3; never an address). False where OpenSSL refuses the name.
bool expect_host(SSL* ssl, const std::string& host);

// One line about a failed handshake: why the certificate was refused, or else what `error` says.
std::string handshake_failure(const boost::system::error_code& error, SSL* ssl);

}  // namespace sw::adapters
