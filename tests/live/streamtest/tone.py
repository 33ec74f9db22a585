"""The quiet tone with which `fake sts --mark-audio` marks what it has dubbed, found in a recording."""

import cmath
import math

MARK_HZ = 3000.0
WINDOW_SECONDS = 0.1
# Of full scale: the mark is well above this, noise and beeps of the fixture at that frequency well below.
AUDIBLE = 0.004


def amplitude(samples, rate, frequency=MARK_HZ):
    """Of a tone in 16-bit samples, full scale being 1 (Goertzel's algorithm, with a Hann window)."""
    turn = 2 * math.cos(2 * math.pi * frequency / rate)
    before, last = 0.0, 0.0
    for place, sample in enumerate(samples):
        window = 0.5 - 0.5 * math.cos(2 * math.pi * place / len(samples))
        before, last = last, window * sample + turn * last - before
    found = last - before * cmath.exp(-2j * math.pi * frequency / rate)
    return abs(found) * 4 / len(samples) / 32768


def marked_seconds(decoded):
    """The whole seconds, counted from the first sample, in whose middle the mark is heard: between two beeps."""
    window = int(decoded.rate * WINDOW_SECONDS)
    seconds = int(decoded.audio_seconds())
    middles = {second: int((second + 0.5) * decoded.rate) for second in range(seconds)}
    return [
        second
        for second, middle in middles.items()
        if amplitude(decoded.samples[middle : middle + window], decoded.rate) >= AUDIBLE
    ]
