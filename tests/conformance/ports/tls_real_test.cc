// The Asio network over TLS, with a private authority named by SSL_CERT_FILE.
#include <gtest/gtest.h>
#include <stdlib.h>

#include "tests/conformance/ports/real_network.h"
#include "tests/conformance/ports/test_authority.h"
#include "tests/conformance/ports/tls_suite.h"

namespace sw::conformance {
namespace {

class RealTls : public RealNetwork {
 public:
  RealTls() { setenv("SSL_CERT_FILE", authority_.certificate_file().c_str(), 1); }
  ~RealTls() { unsetenv("SSL_CERT_FILE"); }

  ports::Endpoint tls_peer(PeerHabit habit, Credential credential) {
    const bool by_address = credential == Credential::kGoodByAddress || credential == Credential::kWrongAddress;
    const PeerTls tls{identity(credential), credential == Credential::kOldProtocol};
    return {by_address ? "127.0.0.1" : "localhost", listen(habit, tls), true};
  }

 private:
  Identity identity(Credential credential) const {
    switch (credential) {
      case Credential::kGoodByAddress:
        return authority_.issue("IP:127.0.0.1");
      case Credential::kWrongHost:
        return authority_.issue("DNS:localhost.example,DNS:*.localhost");
      case Credential::kSelfSigned:
        return TestAuthority::self_signed("DNS:localhost");
      case Credential::kExpired:
        return authority_.issue_expired("DNS:localhost");
      default:
        return authority_.issue("DNS:localhost");
    }
  }

  TestAuthority authority_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Real, TlsSuite, RealTls);

using AsioTls = TlsSuite<RealTls>;

TEST_F(AsioTls, SaysWhyACertificateWasRefused) {
  const auto id = connect_tls(PeerHabit::kEcho, Credential::kExpired);
  ASSERT_TRUE(wait_for_end(id).has_value());
  EXPECT_EQ(closed(id)->text, "certificate refused: certificate has expired");
}

TEST_F(AsioTls, TrustsNobodyWithoutTheAuthority) {
  setenv("SSL_CERT_FILE", "/dev/null", 1);
  EXPECT_EQ(end_with(Credential::kGood), ports::CloseReason::kTls);
}

}  // namespace
}  // namespace sw::conformance
