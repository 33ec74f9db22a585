// The fields of a CaseFailure in JSON, beside others of the same object: of a result, a failure file, a campaign.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/object_writer.h"
#include "contracts/value_rules.h"
#include "fakes/sts/strict_object.h"
#include "sim/campaign/case_result.h"

namespace sw::sim {

// Times of a run are numbers of seconds, exact to the nanosecond: scripts reckon with them.
inline constexpr contracts::NumberRange kRunSeconds{0, 100.0 * 24 * 3600};
TimeDelta from_seconds(double seconds);
double to_seconds(TimeDelta time);

// "oracle", "rule", "virtual_time", "text", "last".
void write_failure_fields(contracts::ObjectWriter& out, const CaseFailure& failure);
CaseFailure read_failure_fields(fakes::sts::StrictObject& in);
// The member "failure", an object of them.
std::optional<CaseFailure> read_failure(fakes::sts::StrictObject& in);

// A JSON array of texts, and back: at most `limit` of them.
void write_texts(contracts::ObjectWriter& out, std::string_view name, const std::vector<std::string>& texts);
std::vector<std::string> read_texts(fakes::sts::StrictObject& in, std::string_view name, std::size_t limit);

// Hashes of 64 bits are text of 16 hexadecimal digits: another reader's numbers would round them.
std::string hex(uint64_t value);
uint64_t read_hex(fakes::sts::StrictObject& in, std::string_view name);
// An index, a seed or a count: below 2^53.
inline constexpr contracts::IntegerRange kExactNumber{0, int64_t{1} << 53};
void write_number(contracts::ObjectWriter& out, std::string_view name, uint64_t value);
uint64_t read_number(fakes::sts::StrictObject& in, std::string_view name);

// {"name": seconds, …}, at most kMaxProbes of them.
void write_times(contracts::ObjectWriter& out, std::string_view name, const std::map<std::string, TimeDelta>& times);
std::map<std::string, TimeDelta> read_times(fakes::sts::StrictObject& in, std::string_view name);

}  // namespace sw::sim
