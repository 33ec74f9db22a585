#include "fakes/sts/echo_result.h"

#include <algorithm>
#include <utility>

#include "contracts/base64.h"

namespace sw::fakes::sts {
namespace {

using contracts::AudioData;
using contracts::FragmentProcessed;
using contracts::FragmentStatus;

constexpr std::string_view kNoAudio = "these bytes are no audio in any container";

// The audio through `change`, or as it is where that cannot be.
template <class Change>
void transform(AudioData& audio, const Change& change) {
  const auto bytes = contracts::base64_decode(audio.data_base64);
  if (!bytes) return;
  if (const std::optional<std::string> changed = change(*bytes)) audio.data_base64 = contracts::base64_encode(*changed);
}

contracts::StageTimings split_time(int64_t ms) { return {ms / 3, ms / 3, ms - ms / 3 * 2}; }

FragmentProcessed echo(Timestamp now, HeldFragment& fragment, const Languages& languages) {
  const std::string sequence = std::to_string(fragment.data.sequence_number);
  FragmentProcessed result;
  result.fragment_id = fragment.data.fragment_id;
  result.stream_id = fragment.data.stream_id;
  result.sequence_number = fragment.data.sequence_number;
  result.status = FragmentStatus::kSuccess;
  result.dubbed_audio = std::move(fragment.data.audio);
  result.transcript = "[" + languages.source + "] fragment " + sequence;
  result.translated_text = "[" + languages.target + "] fragment " + sequence;
  result.processing_time_ms = (now - fragment.arrived).millis();
  result.stage_timings = split_time(result.processing_time_ms);
  result.metadata = contracts::ProcessingMetadata{"echo-asr", "echo-mt", "echo-tts", std::nullopt};
  return result;
}

void strip_to_failure(FragmentProcessed& result) {
  result.status = FragmentStatus::kFailed;
  result.dubbed_audio.reset();
  result.transcript.reset();
  result.translated_text.reset();
}

// The message's and the flag's defaults are those that the contract names.
contracts::ProcessingError error_of(const contracts::SimulationRule& rule) {
  return {contracts::ErrorCode(rule.error_code), rule.error_message.value_or("Simulated error"), rule.stage,
          rule.retryable.value_or(true)};
}

void stretch(AudioData& audio, TimeDelta by, const StsSettings& settings) {
  const int64_t wanted = audio.duration_ms + by.millis();
  audio.duration_ms = std::clamp<int64_t>(wanted, 0, contracts::kMaxAudioDurationMs);
  if (settings.stretch) transform(audio, [&](std::string_view m4a) { return settings.stretch(m4a, by); });
}

void alter_audio(const Alter& alter, const StsSettings& settings, EchoResult& result) {
  std::optional<AudioData>& audio = result.message.dubbed_audio;
  if (alter.sample_rate_hz) audio->sample_rate_hz = *alter.sample_rate_hz;
  if (alter.channels) audio->channels = *alter.channels;
  switch (alter.audio) {
    case AudioForm::kEcho:
      return;
    case AudioForm::kNull:
      result.oddity.null_audio = true;
      [[fallthrough]];
    case AudioForm::kMissing:
      return audio.reset();
    case AudioForm::kEmpty:
      return audio->data_base64.clear();
    case AudioForm::kNotBase64:
      audio->data_base64 = "%%% no base64 %%%";
      return;
    case AudioForm::kUndecodable:
      audio->data_base64 = contracts::base64_encode(kNoAudio);
      return;
    case AudioForm::kTruncated:
      return transform(*audio, [](const std::string& m4a) { return std::optional(m4a.substr(0, m4a.size() / 2)); });
    case AudioForm::kWrongDuration:
      return stretch(*audio, alter.stretch, settings);
  }
}

void apply(const Alter& alter, const StsSettings& settings, EchoResult& result) {
  FragmentProcessed& message = result.message;
  alter_audio(alter, settings, result);
  message.status = alter.status;
  if (alter.fragment_id) message.fragment_id = *alter.fragment_id;
  if (alter.stream_id) message.stream_id = *alter.stream_id;
  if (alter.sequence_number) message.sequence_number = *alter.sequence_number;
  result.oddity.error = alter.error;
  result.oddity.nulls = alter.nulls;
  if (!alter.nulls) return;
  message.transcript.reset();
  message.translated_text.reset();
  message.stage_timings.reset();
  message.metadata.reset();
}

}  // namespace

EchoResult make_result(Timestamp now, HeldFragment fragment, const Languages& languages, const StsSettings& settings) {
  EchoResult result{echo(now, fragment, languages)};
  if (fragment.failure) {
    strip_to_failure(result.message);
    result.message.error = error_of(*fragment.failure);
  } else {
    if (settings.mark) transform(*result.message.dubbed_audio, settings.mark);
    if (fragment.treatment.alter) apply(*fragment.treatment.alter, settings, result);
  }
  return result;
}

}  // namespace sw::fakes::sts
