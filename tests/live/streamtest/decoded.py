"""A file as ffmpeg decodes it: brightness of each picture and the samples of the sound, with exact times."""

import array
import bisect
import dataclasses
import fractions
import pathlib
import re
import subprocess
import tempfile

# The decoder's timestamps are integers of a time base that is printed once before them.
_TIME_BASE = re.compile(r"\[Parsed_(a?showinfo)_.*config in time_base: (\d+)/(\d+)")
_PICTURE = re.compile(r"\[Parsed_showinfo_.* n: *\d+ pts: *(-?\d+) .* mean:\[(\d+)")
_SOUND = re.compile(r"\[Parsed_ashowinfo_.* n:\d+ pts:(-?\d+) .* rate:(\d+) nb_samples:(\d+)")


@dataclasses.dataclass(frozen=True)
class Picture:
    time: float  # seconds
    brightness: int  # mean of all pixels, 0 to 255


@dataclasses.dataclass(frozen=True)
class Block:
    """Samples that came out of the decoder together."""

    time: float  # seconds, of its first sample
    first: int  # index of its first sample in Decoded.samples
    count: int


@dataclasses.dataclass(frozen=True)
class Decoded:
    pictures: tuple  # in the order in which they are shown
    samples: array.array  # one channel, 16 bit
    rate: int  # of the samples
    blocks: tuple

    def time_of_sample(self, index):
        block = self.blocks[bisect.bisect_right(self.blocks, index, key=lambda block: block.first) - 1]
        return block.time + (index - block.first) / self.rate

    def audio_seconds(self):
        return len(self.samples) / self.rate if self.rate else 0.0

    def gaps(self, tolerance=0.005):
        """(time, length) of each place where a block does not begin where the one before it ends, by more than
        `tolerance` seconds; a length below zero is an overlap."""
        found = []
        for before, after in zip(self.blocks, self.blocks[1:]):
            length = after.time - (before.time + before.count / self.rate)
            if abs(length) > tolerance:
                found.append((after.time, length))
        return found


def decode(path):
    """Decodes the file at `path`.

    Edit lists and the encoder's priming are honoured where the container states them (MP4 does, FLV does not), so the
    times are those at which a player presents picture and sound.
    """
    with tempfile.TemporaryDirectory() as folder:
        pcm = pathlib.Path(folder, "pcm")
        log = _run_decoder(path, pcm)
        samples = array.array("h")
        samples.frombytes(pcm.read_bytes() if pcm.exists() else b"")
    return _from_log(log, samples)


def _run_decoder(path, pcm):
    picture = ["-map", "0:v?", "-vf", "scale=16:9:flags=area,format=gray,showinfo", "-fps_mode", "passthrough"]
    sound = ["-map", "0:a?", "-af", "aformat=sample_fmts=s16:channel_layouts=mono,ashowinfo"]
    argv = ["ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-copyts", "-y", "-i", str(path)]
    argv += [*picture, "-f", "null", "-"]
    argv += [*sound, "-f", "s16le", str(pcm)]
    done = subprocess.run(argv, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        raise AssertionError(f"{path} does not decode: {done.stderr.strip().splitlines()[-1]}")
    return done.stderr


def _from_log(log, samples):
    time_base, pictures, blocks, rate, first = {}, [], [], 0, 0
    for line in log.splitlines():
        if found := _TIME_BASE.search(line):
            time_base[found[1]] = fractions.Fraction(int(found[2]), int(found[3]))
        elif found := _PICTURE.search(line):
            pictures.append(Picture(float(int(found[1]) * time_base["showinfo"]), int(found[2])))
        elif found := _SOUND.search(line):
            # ashowinfo counts in samples.
            rate, count = int(found[2]), int(found[3])
            blocks.append(Block(int(found[1]) / rate, first, count))
            first += count
    return Decoded(tuple(pictures), samples, rate, tuple(blocks))
