// The audio that fragment:data carries there and fragment:processed carries back.
#pragma once

#include <cstdint>
#include <string>

namespace sw::contracts {

class ObjectReader;
class ObjectWriter;

struct AudioData {
  std::string format;          // "m4a"
  int64_t sample_rate_hz = 0;  // 8000..96000
  int64_t channels = 0;        // 1 or 2
  int64_t duration_ms = 0;     // 0..60000
  // As it stands on the wire: whether it is base64 (contracts/base64.h) and decodes to audio is found out later, by
  // whoever needs the audio.
  std::string data_base64;
  bool operator==(const AudioData&) const = default;
};

AudioData read_audio(ObjectReader& in);
void write_audio(ObjectWriter& out, const AudioData& audio);

}  // namespace sw::contracts
