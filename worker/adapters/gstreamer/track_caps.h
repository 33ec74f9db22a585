// GStreamer's caps of a track to and from the port's formats.
#pragma once

#include <string>

#include "worker/adapters/gstreamer/gst_ptr.h"
#include "worker/base/expected.h"
#include "worker/base/media.h"

namespace sw::adapters::gst {

// What an ingest branch must end in: H.264 in the AVC form by access units, AAC without headers.
CapsPtr ingest_caps(Track track);

// The format of parsed H.264 or AAC; the error is one line for the log.
expected<Format, std::string> format_of(Track track, const Caps& caps);

// The caps of a format for a muxer; the error says why a muxer could not make a playable stream of it (flvmux itself
// takes caps without codec_data and writes a stream nobody can decode).
expected<CapsPtr, std::string> caps_of(const VideoFormat& format);
expected<CapsPtr, std::string> caps_of(const AudioFormat& format);

}  // namespace sw::adapters::gst
