// The JSON form of a script, as fakes/sts/script_parser.h reads it: what was made up or cut down by a program can be
// kept and replayed. Parsing what was written gives the same script.
#pragma once

#include <string>

#include "fakes/sts/script.h"

namespace sw::fakes::sts {

// Appends one compact object. Members that have their defaults are left out.
void append_json(std::string& out, const Fault& fault);
void append_json(std::string& out, const StsScript& script);

}  // namespace sw::fakes::sts
