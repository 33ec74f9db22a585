// Sound of more than two channels as stereo: what the output of the dubbing modes carries at most (design §4, audio
// out).
#pragma once

#include "worker/base/pcm.h"

namespace sw::engine {

// `pcm` with at most two channels. Channels stand as a decoder gives them (worker/ports/audio_codec.h); they are mixed
// as ITU-R BS.775 §4 has it, and so weighed that nothing is louder than full scale. Of a layout that AAC does not have
// the first two are kept.
Pcm mix_down(Pcm pcm);

}  // namespace sw::engine
