// By how much an encoder trails, measured on itself.
#pragma once

#include "worker/ports/audio_codec.h"

namespace sw::adapters::gst {

// Sends two marks through a new encoder and a new decoder of its format, and finds them again; both must come back
// clearly, and equally late. The result is what AudioEncoder::delay() promises. Takes a few milliseconds.
expected<int, ports::CodecError> measure_aac_delay(ports::AudioEncoder& encoder, ports::AudioDecoder& decoder);

}  // namespace sw::adapters::gst
