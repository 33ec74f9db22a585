// A clip of samples at another rate, channel count and length. Our own filter, because GstAudioResampler begins each
// clip with silence as its past and ends it so, which leaves a transient at both ends, and cannot be given another.
#pragma once

#include <cstddef>

#include "worker/ports/audio_codec.h"

namespace sw::adapters::gst {

// What AudioCodec::convert() promises. Frame n of the result is the clip at n / frames of its length, exactly: nothing
// drifts inside. The same input gives the same bits on every machine.
expected<ports::Pcm, ports::CodecError> convert_samples(const ports::Pcm& pcm, int sample_rate, int channels,
                                                        std::size_t frames);

}  // namespace sw::adapters::gst
