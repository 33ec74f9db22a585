#include "sim/oracle/media/media_oracles.h"

namespace sw::sim {
namespace {

// Keeps the model up to date for the oracles behind it.
class Reckoning final : public Oracle {
 public:
  Reckoning(const Scenario& scenario, Verdict& verdict, std::shared_ptr<MediaModel> model)
      : Oracle("media_model", scenario, verdict), model_(std::move(model)) {}
  void on(Timestamp now, const Observation& observation) override { model_->on(now, observation); }

 private:
  std::shared_ptr<MediaModel> model_;
};

}  // namespace

void append_media_oracles(const Scenario& scenario, Verdict& verdict, std::vector<std::unique_ptr<Oracle>>& oracles) {
  const auto model = std::make_shared<MediaModel>(scenario);
  oracles.push_back(std::make_unique<Reckoning>(scenario, verdict, model));
  oracles.push_back(make_output_timeline(scenario, verdict, model));
  oracles.push_back(make_video_once(scenario, verdict, model));
  oracles.push_back(make_audio_once(scenario, verdict, model));
  oracles.push_back(make_segment_bounds(scenario, verdict, model));
  oracles.push_back(make_sync(scenario, verdict, model));
  oracles.push_back(make_playout(scenario, verdict, model));
  oracles.push_back(make_input(scenario, verdict, model));
  oracles.push_back(make_output_failure(scenario, verdict));
  oracles.push_back(make_drain(scenario, verdict, model));
  oracles.push_back(make_metrics(scenario, verdict, model));
  oracles.push_back(make_memory(scenario, verdict));
  oracles.push_back(make_liveness(scenario, verdict, model));
}

}  // namespace sw::sim
