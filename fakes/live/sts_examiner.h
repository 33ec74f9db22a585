// `stream-worker conformance sts` on a real network.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "fakes/conformance/report.h"
#include "fakes/conformance/sts/exam_settings.h"

namespace sw::fakes {

// Called for each finding as it is made, those of always/… at the end.
using FindingSink = std::function<void(const conformance::Finding&)>;

// Runs the whole examination and blocks until it is done. Seed and time of the settings are drawn here. Certificates
// are verified against the system's authorities, or those that SSL_CERT_FILE names. None where SIGINT or SIGTERM came
// before the end.
std::optional<conformance::Report> examine_sts(conformance::ExamSettings settings, const FindingSink& sink);

}  // namespace sw::fakes
