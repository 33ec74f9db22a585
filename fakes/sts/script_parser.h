// The JSON form of a script, docs/FAKE_STS.md. Strict: an unknown field, a field that does not belong to its action, a
// null and a value out of range are refused with their JSON pointer, so that no typing error makes a fault vanish.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>

#include "contracts/parse_error.h"
#include "fakes/sts/script.h"
#include "worker/base/expected.h"

namespace sw::fakes::sts {

// The script in a tree of contracts::parse_json(): `{"faults": [...]}`.
expected<StsScript, contracts::ParseError> parse_script(const rapidjson::Value& value);
// One element of "faults", for formats that embed it. Pointers of errors begin at the element.
expected<Fault, contracts::ParseError> parse_fault(const rapidjson::Value& value);

// The same from text of at most kMaxScriptBytes; the error is one line.
expected<StsScript, std::string> parse_script_text(std::string_view text);

}  // namespace sw::fakes::sts
