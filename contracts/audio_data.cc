#include "contracts/audio_data.h"

#include "contracts/limits.h"
#include "contracts/object_reader.h"
#include "contracts/object_writer.h"

namespace sw::contracts {

AudioData read_audio(ObjectReader& in) {
  return {
      .format = in.required("format", kName),
      .sample_rate_hz = in.required("sample_rate_hz", IntegerRange{kMinAudioRateHz, kMaxAudioRateHz}),
      .channels = in.required("channels", kChannels),
      .duration_ms = in.required("duration_ms", IntegerRange{0, kMaxAudioDurationMs}),
      .data_base64 = in.required("data_base64", BoundedString{kMaxAudioTextCharacters}),
  };
}

void write_audio(ObjectWriter& out, const AudioData& audio) {
  out.member("format", audio.format);
  out.member("sample_rate_hz", audio.sample_rate_hz);
  out.member("channels", audio.channels);
  out.member("duration_ms", audio.duration_ms);
  out.long_member("data_base64", audio.data_base64);
}

}  // namespace sw::contracts
