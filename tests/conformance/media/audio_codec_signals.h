// Test signals for the audio codec, and what became of them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "worker/ports/audio_codec.h"

namespace sw::conformance {

inline constexpr float kSineAmplitude = 0.5F;

// A sine of 440 Hz, in the second channel of 660 Hz.
ports::Pcm sine(int sample_rate, int channels, std::size_t frames);
// `frames` of that sine stretched or squeezed evenly to `to` frames.
ports::Pcm stretched_sine(int sample_rate, int channels, std::size_t frames, std::size_t to);
// The most that sine() changes from one sample to the next.
float largest_step(int sample_rate, int channels);

// Frames `first` to `first + count`, or to the end.
ports::Pcm cut(const ports::Pcm& pcm, std::size_t first, std::size_t count);
// All but two units at each end, where a tone that sets in or stops is a step of its own that codecs smear.
ports::Pcm middle(const ports::Pcm& pcm);

// Encodes all of `pcm` in pieces of `piece` frames, and finishes. Empty when something failed.
std::vector<PayloadRef> encode_all(ports::AudioEncoder& encoder, const ports::Pcm& pcm, std::size_t piece);
// Decodes all units, one after the other. What failed is missing.
ports::Pcm decode_all(ports::AudioDecoder& decoder, std::span<const PayloadRef> units);

// How much of `wanted` is in `got`, over the length of the shorter one.
double signal_to_noise_db(const ports::Pcm& wanted, const ports::Pcm& got);
float largest_error(const ports::Pcm& wanted, const ports::Pcm& got);
float largest_step(const ports::Pcm& pcm);

std::vector<std::vector<uint8_t>> bytes_of(std::span<const PayloadRef> units);

// Of a tone in all of the first channel, full scale being 1.
double amplitude(const Pcm& pcm, double frequency);

}  // namespace sw::conformance
