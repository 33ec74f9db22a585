// The source's audio, segment by segment: as the clip that is sent and stored, and decoded, by one decoder that runs
// over the whole source, for where the original is published.
//
// A clip begins one access unit early where there is one: a decoder needs the unit before to get the first one right.
// The edit list says that it is priming, so that it takes no time (docs/adr has why).
//
// Order of calls, for each segment in turn: clip(), then decode().
#pragma once

#include <memory>
#include <string>

#include "worker/core/segmenter/segment.h"
#include "worker/engine/dubbing/dubbed_audio.h"
#include "worker/ports/audio_codec.h"
#include "worker/ports/container.h"

namespace sw::engine {

class SourceAudio {
 public:
  // The codec outlives this.
  explicit SourceAudio(ports::AudioCodec& codec) : codec_(codec) {}

  // A new epoch begins, with this format: nothing of it continues what came before. The error is why its audio cannot
  // be decoded; then it is silence.
  expected<void, std::string> begin_epoch(const AudioFormat& format);

  // No audio has come yet, and its format is not known: until then silence of this form.
  void assume(const AudioFormat& format);

  const AudioFormat& format() const { return format_; }
  bool decodable() const { return decoder_ != nullptr; }
  // The units of the segment's audio. Only where it is decodable; it may have none.
  ports::AudioClip clip(const core::Segment& segment) const;
  SourceSegment decode(const core::Segment& segment);
  // Access units that did not decode and became silence.
  uint64_t errors() const { return errors_; }

 private:
  void append_unit(Pcm& pcm, const PayloadRef& unit);
  void append_silence(Pcm& pcm, const core::Silence& silence);

  ports::AudioCodec& codec_;
  AudioFormat format_;
  std::unique_ptr<ports::AudioDecoder> decoder_;
  PayloadRef silent_unit_;
  PayloadRef last_unit_;  // of the segment before in this epoch; none at its beginning
  Pcm tail_;              // the end of what that decoded to
  uint64_t errors_ = 0;
};

}  // namespace sw::engine
