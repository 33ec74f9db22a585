// The audio of an MP4 or M4A file that may be anything.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "worker/base/expected.h"
#include "worker/ports/container.h"

namespace sw::adapters::mpeg4 {

// What Container::read_audio() promises; the error is static text. Memory is bounded by the file's own size.
expected<ports::AudioClip, std::string_view> read_audio_file(std::span<const uint8_t> file);

}  // namespace sw::adapters::mpeg4
