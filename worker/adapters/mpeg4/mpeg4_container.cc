#include "worker/adapters/mpeg4/mpeg4_container.h"

#include <string>

#include "worker/adapters/mpeg4/audio_file.h"
#include "worker/adapters/mpeg4/movie_of_media.h"
#include "worker/adapters/mpeg4/movie_writer.h"

namespace sw::adapters {

namespace {

unexpected<ports::ContainerError> error(std::string_view why) {
  return tl::make_unexpected(ports::ContainerError{std::string(why)});
}

}  // namespace

expected<std::string, ports::ContainerError> Mpeg4Container::write_video(const VideoFormat& format,
                                                                         std::span<const ports::VideoSample> samples) {
  const auto movie = mpeg4::movie_of_video(format, samples);
  if (!movie) return error(movie.error());
  return mpeg4::write_movie(*movie);
}

expected<std::string, ports::ContainerError> Mpeg4Container::write_audio(const ports::AudioClip& clip) {
  const auto movie = mpeg4::movie_of_audio(clip);
  if (!movie) return error(movie.error());
  return mpeg4::write_movie(*movie);
}

expected<ports::AudioClip, ports::ContainerError> Mpeg4Container::read_audio(std::string_view file) {
  auto clip = mpeg4::read_audio_file({reinterpret_cast<const uint8_t*>(file.data()), file.size()});
  if (!clip) return error(clip.error());
  return std::move(*clip);
}

}  // namespace sw::adapters
