// A certificate authority of a test's own.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "tests/conformance/ports/temporary_folder.h"

namespace sw::conformance {

// What a server shows, in PEM.
struct Identity {
  std::string certificate;
  std::string key;
};

class TestAuthority {
 public:
  TestAuthority();
  ~TestAuthority();

  // A certificate by this authority; `names` as OpenSSL writes a subjectAltName: "DNS:localhost", "IP:127.0.0.1".
  Identity issue(const std::string& names) const;
  // The same, but over since an hour.
  Identity issue_expired(const std::string& names) const;
  // A certificate that nobody vouches for.
  static Identity self_signed(const std::string& names);

  // The authority's own certificate, for whoever shall trust it.
  std::filesystem::path certificate_file() const { return folder_.path() / "authority.pem"; }

 private:
  struct Pair;
  std::unique_ptr<Pair> pair_;
  TemporaryFolder folder_;
};

}  // namespace sw::conformance
