// A virtual media server with both arms of the pipeline, and what they said.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/media/pipeline.h"

namespace sw::sim {

struct Said {
  Timestamp at;
  ports::Event event;
};

// Everything that is posted, with its time; the plain events also as words: "warned", "ended", "failed: not found".
class PostedEvents final : public ports::EventSink {
 public:
  explicit PostedEvents(const Scheduler& scheduler) : scheduler_(scheduler) {}
  void post(ports::Event event) override { all.push_back({scheduler_.now(), std::move(event)}); }

  template <class Kind>
  std::vector<std::pair<Timestamp, const Kind*>> of() const {
    std::vector<std::pair<Timestamp, const Kind*>> found;
    for (const Said& said : all) {
      if (const auto* event = std::get_if<Kind>(&said.event)) found.emplace_back(said.at, event);
    }
    return found;
  }
  std::string words() const {
    std::string words;
    for (const Said& said : all) words += word(said.event);
    return words;
  }

  std::vector<Said> all;

 private:
  static std::string word(const ports::Event& event) {
    if (std::holds_alternative<ports::InputDescribed>(event)) return "described ";
    if (std::holds_alternative<ports::InputWarned>(event)) return "warned ";
    if (std::holds_alternative<ports::InputEnded>(event)) return "ended ";
    if (std::holds_alternative<ports::OutputStarted>(event)) return "started ";
    if (std::holds_alternative<ports::OutputDrained>(event)) return "drained ";
    if (const auto* failed = std::get_if<ports::OutputFailed>(&event)) {
      return failed->connection ? "connection failed " : "pipeline failed ";
    }
    if (const auto* failed = std::get_if<ports::InputFailed>(&event)) {
      constexpr const char* kNames[] = {"refused ", "not found ", "unsupported ", "broken "};
      return kNames[static_cast<int>(failed->failure)];
    }
    return "";
  }
  const Scheduler& scheduler_;
};

class SeenOutput final : public OutputObserver {
 public:
  void on_open(Timestamp, ports::PipelineRunId, const VideoFormat&, const AudioFormat&) override { ++opened; }
  void on_video_format(Timestamp, const VideoFormat& format) override { formats.push_back(format); }
  void on_unit(Timestamp at, const ports::OutputUnit& unit) override { units.emplace_back(at, unit); }
  void on_end(Timestamp, OutputEnd end) override { ends.push_back(end); }

  int opened = 0;
  std::vector<VideoFormat> formats;
  std::vector<std::pair<Timestamp, ports::OutputUnit>> units;
  std::vector<OutputEnd> ends;
};

struct PipelineWorld {
  explicit PipelineWorld(InputLink input_link = {}, OutputLink output_link = {}, MediaServerSettings settings = {},
                         uint64_t order_seed = 1)
      : scheduler(order_seed),
        server(scheduler, std::move(settings)),
        events(scheduler),
        input(scheduler, server, events, input_link),
        output(scheduler, server, events, output_link, &seen) {}

  static Url input_url() { return Url::parse("rtsp://mediamtx:8554/live/test/in").value(); }
  static Url output_url() { return Url::parse("rtmp://mediamtx:1935/live/test/out").value(); }
  static Timestamp at(TimeDelta since_start) { return kSimulationStart + since_start; }

  void open_input(uint64_t run = 1) { input.open(ports::PipelineRunId(run), input_url(), TimeDelta::Millis(200)); }
  // Reads `plan` from its beginning.
  void read(const SourcePlan& plan) {
    server.publish(kIn, plan);
    open_input();
  }
  void run_for(TimeDelta time) { scheduler.run_until(scheduler.now() + time); }
  std::vector<AccessUnit> units() const {
    std::vector<AccessUnit> units;
    for (const auto& [when, event] : events.of<ports::InputUnit>()) units.push_back(event->unit);
    return units;
  }

  static constexpr const char* kIn = "live/test/in";
  static constexpr const char* kOut = "live/test/out";
  Scheduler scheduler;
  MediaServer server;
  PostedEvents events;
  SeenOutput seen;
  SimMediaInput input;
  SimMediaOutput output;
};

}  // namespace sw::sim
