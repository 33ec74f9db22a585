// The oracles of the media's side: what comes in, what goes out, what is stored, and how a run ends.
#pragma once

#include <memory>
#include <vector>

#include "sim/oracle/media/media_model.h"
#include "sim/oracle/oracle.h"

namespace sw::sim {

// Appends all of them, in an order that must be kept: the first one makes what the others reckon with. Both outlive
// them.
void append_media_oracles(const Scenario& scenario, Verdict& verdict, std::vector<std::unique_ptr<Oracle>>& oracles);

// Each on its own, for tests; `model` is brought up to date before the oracle sees the same observation.
using SharedModel = std::shared_ptr<const MediaModel>;
std::unique_ptr<Oracle> make_output_timeline(const Scenario& scenario, Verdict& verdict, SharedModel model);
std::unique_ptr<Oracle> make_video_once(const Scenario& scenario, Verdict& verdict, SharedModel model);
std::unique_ptr<Oracle> make_audio_once(const Scenario& scenario, Verdict& verdict, SharedModel model);
std::unique_ptr<Oracle> make_segment_bounds(const Scenario& scenario, Verdict& verdict, SharedModel model);
std::unique_ptr<Oracle> make_sync(const Scenario& scenario, Verdict& verdict, SharedModel model);
std::unique_ptr<Oracle> make_playout(const Scenario& scenario, Verdict& verdict, SharedModel model);
std::unique_ptr<Oracle> make_input(const Scenario& scenario, Verdict& verdict, SharedModel model);
std::unique_ptr<Oracle> make_output_failure(const Scenario& scenario, Verdict& verdict);
std::unique_ptr<Oracle> make_drain(const Scenario& scenario, Verdict& verdict, SharedModel model);
std::unique_ptr<Oracle> make_metrics(const Scenario& scenario, Verdict& verdict, SharedModel model);
std::unique_ptr<Oracle> make_memory(const Scenario& scenario, Verdict& verdict);
std::unique_ptr<Oracle> make_liveness(const Scenario& scenario, Verdict& verdict, SharedModel model);

}  // namespace sw::sim
