#include "tests/unit/fakes/conformance/sts/exam_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "contracts/base64.h"
#include "worker/adapters/mpeg4/mpeg4_container.h"

namespace sw::fakes::conformance::testing {
namespace {

class Bytes final : public Payload {
 public:
  explicit Bytes(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {}
  std::size_t size() const override { return bytes_.size(); }
  std::span<const uint8_t> bytes() const override { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

// A quarter of a second of one AAC frame, whatever it holds: only the container is looked into.
std::string small_m4a() {
  ports::AudioClip clip;
  clip.format = {{0x11, 0x90}, 48'000, 2, 1024};
  clip.units.assign(12, std::make_shared<Bytes>(std::vector<uint8_t>{0x21, 0x00, 0x49, 0x90}));
  clip.samples = 12'000;
  auto file = adapters::Mpeg4Container().write_audio(clip);
  if (!file) throw std::runtime_error(file.error().text);
  return *file;
}

expected<AudioFacts, std::string> read(std::string_view m4a) {
  const auto clip = adapters::Mpeg4Container().read_audio(m4a);
  if (!clip) return unexpected(clip.error().text);
  return AudioFacts{clip->format.sample_rate, clip->format.channels, clip->samples * 1'000 / clip->format.sample_rate};
}

}  // namespace

ExamSettings exam_settings() {
  static const std::string file = small_m4a();
  ExamSettings settings;
  settings.subject = "http://sts";
  settings.audio = {"m4a", 48'000, 2, 250, contracts::base64_encode(file)};
  settings.speech = true;
  settings.read_audio = read;
  settings.echo = true;
  settings.unix_ms = 1'700'000'000'000;
  return settings;
}

sts::StsSettings echo_settings() {
  sts::StsSettings settings;
  settings.processing_delay = ms(50);
  settings.check_contracts = true;
  return settings;
}

Report examine_fake(const sts::StsScript& script, const ExamSettings& exam, const sts::StsSettings& service) {
  sts::StsService fake(kStart, service, script);
  Report report = examine(fake, exam);
  // Whoever plants a breach claims that line; a service without one says nothing against a schema.
  EXPECT_EQ(fake.statistics().breaches_sent > 0, rules(report, Verdict::kFailed).contains("always/schema"));
  return report;
}

std::set<std::string> rules(const Report& report, Verdict verdict) {
  std::set<std::string> names;
  for (const Finding& finding : report.findings) {
    if (finding.verdict == verdict) names.insert(finding.rule);
  }
  return names;
}

const Finding& finding(const Report& report, const std::string& rule) {
  const auto found = std::ranges::find(report.findings, rule, &Finding::rule);
  if (found == report.findings.end()) throw std::runtime_error("nothing is said of " + rule);
  return *found;
}

}  // namespace sw::fakes::conformance::testing
