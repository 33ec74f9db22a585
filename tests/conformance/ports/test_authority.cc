#include "tests/conformance/ports/test_authority.h"

#include <ctime>
#include <fstream>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "worker/base/check.h"

namespace sw::conformance {

struct TestAuthority::Pair {
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  std::unique_ptr<X509, void (*)(X509*)> certificate{X509_new(), X509_free};
};

namespace {

constexpr long kHour = 3600;

template <class Write>
std::string pem(const Write& write) {
  const std::unique_ptr<BIO, int (*)(BIO*)> memory(BIO_new(BIO_s_mem()), BIO_free);
  SW_CHECK(write(memory.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

void extend(X509* certificate, int kind, const std::string& value) {
  const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()), X509_EXTENSION_free);
  SW_CHECK(extension != nullptr);
  X509_add_ext(certificate, extension.get(), -1);
}

// Everything but issuer and signature.
void describe(X509* certificate, EVP_PKEY* key, const std::string& subject, long ends_in) {
  static long serial = 0;
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -2 * kHour);
  X509_gmtime_adj(X509_getm_notAfter(certificate), ends_in);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(subject.c_str()), -1, -1, 0);
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  SW_CHECK(X509_sign(certificate, key, EVP_sha256()) > 0);
}

std::string certificate_pem(X509* certificate) {
  return pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string key_pem(EVP_PKEY* key) {
  return pem([&](BIO* out) { return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

template <class Pair>
Identity make_identity(const std::string& names, long ends_in, const Pair* issuer) {
  const Pair pair;
  describe(pair.certificate.get(), pair.key.get(), "server", ends_in);
  extend(pair.certificate.get(), NID_subject_alt_name, names);
  const Pair& by = issuer != nullptr ? *issuer : pair;
  sign(pair.certificate.get(), by.certificate.get(), by.key.get());
  return {certificate_pem(pair.certificate.get()), key_pem(pair.key.get())};
}

}  // namespace

TestAuthority::TestAuthority() : pair_(std::make_unique<Pair>()) {
  describe(pair_->certificate.get(), pair_->key.get(), "test authority", kHour);
  extend(pair_->certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(pair_->certificate.get(), NID_key_usage, "critical,keyCertSign");
  sign(pair_->certificate.get(), pair_->certificate.get(), pair_->key.get());
  std::ofstream(certificate_file()) << certificate_pem(pair_->certificate.get());
}

TestAuthority::~TestAuthority() = default;

Identity TestAuthority::issue(const std::string& names) const { return make_identity(names, kHour, pair_.get()); }

Identity TestAuthority::issue_expired(const std::string& names) const {
  return make_identity(names, -kHour, pair_.get());
}

Identity TestAuthority::self_signed(const std::string& names) { return make_identity<Pair>(names, kHour, nullptr); }

}  // namespace sw::conformance
