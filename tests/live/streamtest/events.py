"""Flashes and beeps of a decoded file, and how far apart they are.

A flash is a run of white frames, a beep a run of loud samples (see fixture.py). An offset is (beep) - (flash): below
zero the sound is early.
"""

import dataclasses

from streamtest.fixture import BEEP_SECONDS

WHITE = 200  # mean brightness; the pictures between flashes stay far below
# A beep has half of full scale, the sound between beeps a thirtieth of that.
LOUD = 6000
SILENCE_SECONDS = 0.005  # a pause this long ends a beep; a period of its tone is 1 ms
# Flashes and beeps are a second apart: what is closer than this belongs together, whole seconds aside.
NEAREST = 0.45
MAX_SHIFT = 4  # seconds: every tenth event is different, so a shift is known modulo 10


@dataclasses.dataclass(frozen=True)
class Event:
    time: float  # seconds
    double: bool  # of double length


@dataclasses.dataclass(frozen=True)
class Pair:
    """A flash and its beep."""

    flash: Event
    beep: Event

    @property
    def offset(self):
        return self.beep.time - self.flash.time


@dataclasses.dataclass(frozen=True)
class Sync:
    """All events of one file; times count from its first picture."""

    flashes: tuple
    beeps: tuple
    pairs: tuple

    def unpaired(self):
        return len(self.flashes) + len(self.beeps) - 2 * len(self.pairs)


def find_sync(decoded):
    start = decoded.pictures[0].time if decoded.pictures else 0.0
    flashes, beeps = (
        [Event(event.time - start, event.double) for event in found]
        for found in (find_flashes(decoded), find_beeps(decoded))
    )
    pairs = tuple(Pair(flashes[i], beeps[k]) for i, k in match(flashes, beeps))
    return Sync(tuple(flashes), tuple(beeps), pairs)


def find_flashes(decoded):
    flashes, run = [], []
    for picture in (*decoded.pictures, None):
        if picture is not None and picture.brightness >= WHITE:
            run.append(picture)
        elif run:
            flashes.append(Event(run[0].time, len(run) >= 2))
            run = []
    return flashes


def find_beeps(decoded):
    beeps, start, last = [], None, None
    pause = int(decoded.rate * SILENCE_SECONDS)
    for index in _loud_samples(decoded):
        if start is not None and index - last > pause:
            beeps.append(_beep(decoded, start, last))
            start = None
        start = index if start is None else start
        last = index
    if start is not None:
        beeps.append(_beep(decoded, start, last))
    return beeps


def _beep(decoded, start, last):
    return Event(decoded.time_of_sample(start), (last - start) / decoded.rate > 1.5 * BEEP_SECONDS)


def _loud_samples(decoded):
    """Indexes of all loud samples. Looks into a millisecond only when its extremes are loud: most are not."""
    step = max(1, decoded.rate // 1000)
    for first in range(0, len(decoded.samples), step):
        block = decoded.samples[first : first + step]
        if max(block) >= LOUD or min(block) <= -LOUD:
            yield from (first + i for i, sample in enumerate(block) if abs(sample) >= LOUD)


def match(ours, theirs):
    """Index pairs of events that belong together.

    Events repeat each second, so times alone leave whole seconds open: of all shifts by whole seconds the one under
    which most pairs agree in length is taken, and the smallest of equals.
    """
    best, best_score = [], 0
    for shift in sorted(range(-MAX_SHIFT, MAX_SHIFT + 1), key=abs):
        pairs = _match_shifted(ours, theirs, shift)
        score = sum(1 if ours[i].double == theirs[k].double else -2 for i, k in pairs)
        if score > best_score:
            best, best_score = pairs, score
    return best


def _match_shifted(ours, theirs, shift):
    pairs, k = [], 0
    for i, event in enumerate(ours):
        expected = event.time + shift
        while k < len(theirs) and theirs[k].time < expected - NEAREST:
            k += 1
        if k < len(theirs) and theirs[k].time <= expected + NEAREST:
            pairs.append((i, k))
            k += 1
    return pairs
