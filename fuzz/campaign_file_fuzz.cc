// Any bytes as one of the files that campaigns leave: a failure, a case's result, a shard's summary, a shard's name.
// What is taken can be written, and is read as the same; what is refused says why in one line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/input.h"
#include "sim/campaign/case_result.h"
#include "sim/campaign/failure_file.h"
#include "sim/campaign/summary.h"
#include "worker/base/check.h"

namespace sw::sim {
namespace {

// `parse` and `write` are of one kind of file.
template <class Parse, class Write>
void check_file(std::string_view text, Parse parse, Write write) {
  const auto file = parse(text);
  if (!file) {
    SW_CHECK(!file.error().empty());
    SW_CHECK(fuzz::is_one_line(file.error()));
    return;
  }
  const std::string written = write(*file);
  const auto again = parse(written);
  SW_CHECK(again.has_value());
  SW_CHECK(write(*again) == written);
}

// Whether every '<' and '&' is one that we meant: what a stranger's texts hold must not become markup.
bool is_well_formed(std::string_view xml) {
  for (std::size_t at = xml.find_first_of("<&"); at != std::string_view::npos; at = xml.find_first_of("<&", at + 1)) {
    const std::string_view here = xml.substr(at);
    const auto begins = [&](std::string_view word) { return here.starts_with(word); };
    static constexpr std::string_view kWords[] = {"<?xml ",      "<testsuite", "</testsuite", "<testcase ",
                                                  "</testcase>", "<failure ",  "</failure>",  "&lt;",
                                                  "&gt;",        "&amp;",      "&quot;",      "&apos;"};
    if (std::ranges::none_of(kWords, begins)) return false;
  }
  return true;
}

// What is read of a stranger's summary can be merged, printed, and asked.
void check_summary(std::string_view text) {
  auto summary = parse_summary(text);
  if (!summary) return;
  SW_CHECK(is_well_formed(to_junit(*summary)));
  const Summary same = *summary;
  const auto merged = summary->merge(same);
  SW_CHECK(merged.has_value() == same.shards.empty());  // a shard counts once
  if (!merged) SW_CHECK(fuzz::is_one_line(merged.error()));
  summary->missing_probes();
}

void check_shard(std::string_view text) {
  const auto shard = parse_shard(text);
  if (!shard) return;
  SW_CHECK(shard->index >= 1);
  SW_CHECK(shard->index <= shard->of);
  SW_CHECK(shard->of <= kMaxShards);
  SW_CHECK(parse_shard(std::to_string(shard->index) + "/" + std::to_string(shard->of)) == shard);
}

}  // namespace
}  // namespace sw::sim

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::sim;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_file(text, parse_failure_file, [](const FailureFile& file) { return to_readable_json(file); });
  check_file(text, parse_case_result, [](const CaseResult& result) { return to_json(result); });
  check_file(text, parse_summary, [](const Summary& summary) { return to_json(summary); });
  check_summary(text);
  check_shard(text);
  return 0;
}
