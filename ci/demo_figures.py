"""What both parts of the demo measure of one passage of a stream, each figure with its bound."""

import statistics

from streamtest import comparison
from streamtest.report import Figure

MAX_AUDIO_DIFFERENCE = 0.1  # seconds
MEGABYTE = 1 << 20


def at_most(name, value, bound, unit):
    return Figure(name, f"{value} {unit}", f"at most {bound} {unit}", value <= bound)


def exactly(name, value, expected):
    return Figure(name, str(value), str(expected), value == expected)


def durations(result):
    difference = result.audio_difference()
    source, output = result.source.media.duration, result.output.media.duration
    bound = f"within {MAX_AUDIO_DIFFERENCE * 1000:.0f} ms"
    return [
        Figure("input duration", f"{source:.3f} s"),
        Figure("output duration", f"{output:.3f} s", bound, abs(output - source) <= MAX_AUDIO_DIFFERENCE),
        Figure(
            "output audio against input audio",
            f"{difference * 1000:+.1f} ms",
            bound,
            abs(difference) <= MAX_AUDIO_DIFFERENCE,
        ),
    ]


def codecs(result):
    video, audio = result.output.media.stream("video"), result.output.media.stream("audio")
    return [
        Figure(
            "video codec",
            f"{video.codec} {video.profile} {video.width}x{video.height}" if video else "none",
            "h264 1280x720",
            video is not None and (video.codec, video.width, video.height) == ("h264", 1280, 720),
        ),
        Figure(
            "audio codec",
            f"{audio.codec} {audio.profile} {audio.sample_rate} Hz, {audio.channels} channels" if audio else "none",
            "aac 48000 Hz, 2 channels",
            audio is not None and (audio.codec, audio.sample_rate, audio.channels) == ("aac", 48000, 2),
        ),
    ]


def sync(result):
    values = [1000 * offset.value for offset in result.offsets()]
    expected = len(result.source.sync.pairs)
    missing = result.missing_events()
    spread = "none measured"
    if values:
        spread = f"{min(values):+.1f} / {statistics.median(values):+.1f} / {max(values):+.1f} ms"
    earliest, latest = 1000 * comparison.EARLIEST, 1000 * comparison.LATEST
    return [
        Figure("flashes with their beep", f"{len(values)} of {expected}", f"{expected}, none alone", missing == 0),
        Figure(
            "A/V offset min / median / max",
            spread,
            f"{earliest:+.0f} to {latest:+.0f} ms, each",
            bool(values) and all(offset.in_bounds for offset in result.offsets()),
        ),
    ]


def frames(result):
    found = result.frames()
    return [
        Figure("video frames in / out", f"{found.sent} / {found.received}", "equal", found.sent == found.received),
        exactly("frames lost", found.lost, 0),
        exactly("frames with other bytes", found.foreign, 0),
        exactly("frames out of order", found.disordered, 0),
    ]


def process(result, max_rss_mb, may_log_errors=False):
    peak = result.cost.peak_rss_bytes / MEGABYTE
    errors = len(result.worker.errors())
    return [
        Figure("CPU, user and system", f"{result.cost.cpu_seconds:.2f} s"),
        Figure("peak RSS", f"{peak:.1f} MB", f"at most {max_rss_mb} MB", peak <= max_rss_mb),
        Figure("error lines in the log", str(errors)) if may_log_errors else exactly("error lines in the log", errors, 0),
        exactly("exit code", result.exit_code, 0),
    ]
