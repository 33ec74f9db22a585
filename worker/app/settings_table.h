// One row per setting: its names, its default, its rule and where its value goes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "worker/adapters/spdlog/structured_log.h"
#include "worker/base/ids.h"
#include "worker/base/url.h"
#include "worker/engine/settings.h"

namespace sw::app {

// Settings while they are read: what has no default, or one that depends on others, may still be missing.
struct SettingsDraft {
  std::optional<StreamId> stream_id;
  std::optional<WorkerId> worker_id;
  std::optional<Url> input_url, output_url, sts_service_url;
  std::string mediamtx_host;
  uint16_t mediamtx_rtsp_port = 0, mediamtx_rtmp_port = 0;
  engine::StsMode sts_mode = engine::StsMode::kEnabled;
  TimeDelta rtsp_latency = TimeDelta::Zero(), ready_timeout = TimeDelta::Zero(), sts_timeout = TimeDelta::Zero();
  TimeDelta segment_duration = TimeDelta::Zero(), segment_retention = TimeDelta::Zero();
  TimeDelta av_offset = TimeDelta::Zero(), playout_delay = TimeDelta::Zero();
  TimeDelta backpressure_pause_limit = TimeDelta::Zero(), drain_timeout = TimeDelta::Zero();
  int sts_max_inflight = 0;
  std::string source_language, target_language, tts_voice, segment_dir;
  std::string metrics_host;
  uint16_t metrics_port = 0;
  adapters::LogSettings log;
};

struct SettingRow {
  std::string_view group;     // the heading of its part of the help
  std::string_view variable;  // of the environment
  std::string_view flag;      // without dashes
  std::string_view fallback;  // the default as text; empty: none, or derived from others
  std::string_view help;
  std::string_view allowed;  // completes "allowed: …"
  bool is_url;
  // Reads `text` into the draft; false when it is not allowed.
  bool (*read)(std::string_view text, SettingsDraft& draft);
};

std::span<const SettingRow> setting_rows();

}  // namespace sw::app
