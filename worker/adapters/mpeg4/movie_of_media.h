// A segment's media as a movie of one track. Errors are static text.
#pragma once

#include <span>
#include <string_view>

#include "worker/adapters/mpeg4/movie_writer.h"
#include "worker/base/expected.h"
#include "worker/ports/container.h"

namespace sw::adapters::mpeg4 {

// In ticks of 1/90000 s, each time rounded by itself so that no error adds up. Decoding begins at 0, the edit list at
// the earliest PTS: times before it are neither negative nor lost.
expected<Movie, std::string_view> movie_of_video(const VideoFormat& format,
                                                 std::span<const ports::VideoSample> samples);

// In ticks of one sample; the edit list leaves out the priming, and the last duration the padding, which not every
// player takes from the edit list.
expected<Movie, std::string_view> movie_of_audio(const ports::AudioClip& clip);

}  // namespace sw::adapters::mpeg4
