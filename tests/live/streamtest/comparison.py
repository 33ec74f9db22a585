"""An output against its source: offsets of events, and video access units."""

import collections
import dataclasses
import statistics
import subprocess

from streamtest import events

# Sound may be early by 60 ms and late by 40 ms against the source's own offset (EBU R37, as the design states it).
EARLIEST = -0.060
LATEST = 0.040


@dataclasses.dataclass(frozen=True)
class Offset:
    """How far one output event is from its source event's own offset."""

    time: float  # of the flash in the output
    value: float  # seconds; below zero the sound is early

    @property
    def in_bounds(self):
        return EARLIEST <= self.value <= LATEST


def compare_offsets(source, output):
    """One Offset per pair of the output (both are events.Sync). An event that the source does not have, because the
    output's is of a later pass of a loop, is compared with the source's median."""
    usual = statistics.median(pair.offset for pair in source.pairs)
    source_flashes = [pair.flash for pair in source.pairs]
    output_flashes = [pair.flash for pair in output.pairs]
    counterpart = {i: source.pairs[k].offset for i, k in events.match(output_flashes, source_flashes)}
    return tuple(
        Offset(pair.flash.time, pair.offset - counterpart.get(i, usual)) for i, pair in enumerate(output.pairs)
    )


@dataclasses.dataclass(frozen=True)
class AccessUnit:
    dts: float  # seconds
    pts: float
    digest: str  # of its bytes


def video_units(path):
    """The video access units of a file in decode order, by their bytes as the container holds them: NAL units behind
    4-byte lengths, parameter sets in the container's header."""
    argv = ["ffmpeg", "-v", "error", "-nostdin", "-copyts", "-i", str(path), "-map", "0:v:0", "-c", "copy"]
    done = subprocess.run([*argv, "-f", "framemd5", "-"], check=True, capture_output=True, text=True)
    units, time_base = [], 1.0
    for line in done.stdout.splitlines():
        if line.startswith("#tb 0:"):
            numerator, denominator = line.split(":")[1].split("/")
            time_base = int(numerator) / int(denominator)
        elif not line.startswith("#"):
            # What may follow is side data, such as new parameter sets.
            _, dts, pts, _, _, digest, *_ = (field.strip() for field in line.split(","))
            units.append(AccessUnit(int(dts) * time_base, int(pts) * time_base, digest))
    return units


@dataclasses.dataclass(frozen=True)
class FrameComparison:
    sent: int
    received: int
    lost: int  # of the source, missing in the output
    foreign: int  # in the output, with bytes that the source has nowhere, or more often than it has
    disordered: int  # places where the output leaves the source's decode order, or DTS does not grow
    largest_pts_error: float  # seconds: how far a frame is from its place relative to the first

    @property
    def identical(self):
        return self.lost == self.foreign == self.disordered == 0 and self.sent == self.received


def compare_frames(source, output):
    """Compares two lists of AccessUnit."""
    places = collections.defaultdict(list)
    for index, unit in enumerate(source):
        places[unit.digest].append(index)
    for waiting in places.values():
        waiting.reverse()  # pop() takes the first
    found = [(unit, places[unit.digest].pop()) for unit in output if places.get(unit.digest)]
    order = [index for _, index in found]
    return FrameComparison(
        sent=len(source),
        received=len(output),
        lost=len(source) - len(found),
        foreign=len(output) - len(found),
        disordered=sum(a > b for a, b in zip(order, order[1:]))
        + sum(a.dts >= b.dts for a, b in zip(output, output[1:])),
        largest_pts_error=_largest_pts_error(source, found),
    )


def _largest_pts_error(source, found):
    if not found:
        return 0.0
    first_unit, first_index = found[0]
    shift = first_unit.pts - source[first_index].pts
    return max(abs(unit.pts - source[index].pts - shift) for unit, index in found)
