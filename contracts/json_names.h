// The names in the objects of a JSON text, for whoever parses one.
#pragma once

#include <rapidjson/document.h>

namespace sw::contracts {

// Whether a name stands twice in one object, anywhere in `root` (RFC 8259 §4: what that means is unpredictable, so two
// readers could disagree). Neither recursive nor quadratic.
bool has_repeated_name(const rapidjson::Value& root);

}  // namespace sw::contracts
