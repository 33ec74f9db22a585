"""The access units of a file as a sender of RTP needs them: NAL units, raw AAC frames, configurations and times."""

import dataclasses
import functools
import subprocess

from streamtest import flv

AAC_FRAME_SAMPLES = 1024


@dataclasses.dataclass(frozen=True)
class VideoUnit:
    dts: float  # seconds from the first unit of the file
    pts: float
    nal_units: tuple
    keyframe: bool


@dataclasses.dataclass(frozen=True)
class AudioUnit:
    pts: float
    frame: bytes


@dataclasses.dataclass(frozen=True)
class Elementary:
    parameter_sets: tuple  # SPS and PPS
    audio_config: bytes  # AudioSpecificConfig
    video: tuple
    audio: tuple


@functools.cache
def read_elementary(path, rate=30, sample_rate=48000):
    """Reads an MP4 file. `rate` and `sample_rate` are its own: FLV counts in milliseconds, and times are put back onto
    the grid of frames and samples."""
    argv = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-c", "copy", "-f", "flv", "-"]
    data = subprocess.run(argv, check=True, capture_output=True).stdout
    tags = [tag for tag, _ in flv.complete_tags(data[flv.HEADER_BYTES :])]
    video = [tag for tag in tags if tag.kind == flv.VIDEO_TAG]
    audio = [tag for tag in tags if tag.kind == flv.AUDIO_TAG]
    audio_frames = [tag for tag in audio if tag.body[1] == flv.FRAME]
    shift = _whole(audio_frames[0].milliseconds, rate=sample_rate / AAC_FRAME_SAMPLES)
    return Elementary(
        parameter_sets=_parameter_sets(_configuration(video).body[5:]),
        audio_config=_configuration(audio).body[2:],
        video=tuple(_video_unit(tag, rate) for tag in video if tag.body[1] == flv.FRAME),
        audio=tuple(
            AudioUnit((shift + place) * AAC_FRAME_SAMPLES / sample_rate, tag.body[2:])
            for place, tag in enumerate(audio_frames)
        ),
    )


def _configuration(tags):
    return next(tag for tag in tags if tag.body[1] == flv.CONFIGURATION)


def _whole(milliseconds, rate):
    return round(milliseconds * rate / 1000)


def _video_unit(tag, rate):
    composition = int.from_bytes(tag.body[2:5], "big", signed=True)
    return VideoUnit(
        dts=_whole(tag.milliseconds, rate) / rate,
        pts=_whole(tag.milliseconds + composition, rate) / rate,
        nal_units=tuple(_length_prefixed(tag.body[5:])),
        keyframe=tag.body[0] >> 4 == flv.KEYFRAME,
    )


def _length_prefixed(data):
    """NAL units behind 4-byte lengths."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 4 + size]
        at += 4 + size


def _parameter_sets(record):
    """SPS and PPS of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.2.4.1) with one of each."""
    found, at = [], 6
    for _ in range(2):
        size = int.from_bytes(record[at : at + 2], "big")
        found.append(record[at + 2 : at + 2 + size])
        at += 2 + size + 1  # and the count of PPS, which is 1
    return tuple(found)
