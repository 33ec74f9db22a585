// Near misses: a payload with one thing changed, drawn from rapidcheck.
#pragma once

#include <rapidjson/document.h>

#include <string>

namespace sw::contracts {

// Changes one value of `payload`, anywhere in it: another type, another value at or beside a limit, gone, null, or a
// member that was not there. To be called within a property only. Gives the change in words.
std::string mutate(rapidjson::Document& payload);

}  // namespace sw::contracts
