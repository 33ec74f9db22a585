#include "worker/adapters/asio/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <boost/asio/ip/address.hpp>

namespace sw::adapters {

namespace asio = boost::asio;

asio::ssl::context make_client_context() {
  asio::ssl::context context(asio::ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(asio::ssl::verify_peer);
  boost::system::error_code ignored;  // with no authority at all, every peer is refused: the safe failure
  context.set_default_verify_paths(ignored);
  return context;
}

expected<asio::ssl::context, std::string> make_server_context(const std::string& certificate_file,
                                                              const std::string& key_file) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  boost::system::error_code error;
  context.use_certificate_chain_file(certificate_file, error);
  if (error) return unexpected(certificate_file + ": " + error.message());
  context.use_private_key_file(key_file, asio::ssl::context::pem, error);
  if (error) return unexpected(key_file + ": " + error.message());
  if (SSL_CTX_check_private_key(context.native_handle()) != 1) {
    return unexpected(key_file + ": not the key of " + certificate_file);
  }
  return context;
}

std::string authorities_problem(const std::string& file) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  boost::system::error_code error;
  context.load_verify_file(file, error);
  return error ? file + ": holds no certificate that can be read" : std::string();
}

bool expect_host(SSL* ssl, const std::string& host) {
  boost::system::error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  if (!not_an_address) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(ssl, host.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

std::string handshake_failure(const boost::system::error_code& error, SSL* ssl) {
  const long verdict = SSL_get_verify_result(ssl);
  if (verdict != X509_V_OK) return std::string("certificate refused: ") + X509_verify_cert_error_string(verdict);
  return "TLS handshake failed: " + error.message();
}

}  // namespace sw::adapters
