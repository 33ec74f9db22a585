#!/usr/bin/env python3
"""Carries a live flash-and-beep stream through the worker and shows what came out: a table and an HTML page.

Exits 0 only when every figure is in bounds. ci/demo builds the worker and calls this.
"""

import argparse
import os
import pathlib
import signal
import statistics
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests" / "live"))

from streamtest import case, comparison, passage, report  # noqa: E402  (needs the path above)
from streamtest.deadline import ConditionNotMet  # noqa: E402
from streamtest.processes import Processes  # noqa: E402

MAX_FIRST_OUTPUT_MS = 1000  # after the first IDR
MAX_AUDIO_DIFFERENCE = 0.1  # seconds
MAX_RSS_MB = 30
MEGABYTE = 1 << 20


def main():
    arguments = parse_arguments()
    os.environ["STREAM_WORKER"] = str(arguments.worker.resolve())
    os.environ.setdefault("STREAM_WORKER_LIVE_FOLDER", str(REPOSITORY / "build" / "demo"))
    # An orderly end of this script ends its children, so both signals are made one, also where a shell that runs this
    # in the background has had SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return demonstrate(20 if arguments.quick else 60)
    except KeyboardInterrupt:
        print("\nstopped; every process it started is gone", file=sys.stderr)
        return 130
    except ConditionNotMet as failure:
        print(f"\nfailed: {failure}\nlogs: {case.work_folder() / 'runs' / 'demo'}", file=sys.stderr)
        return 1


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worker", type=pathlib.Path, default=REPOSITORY / "build/release/stream-worker")
    parser.add_argument("--quick", action="store_true", help="20 s of stream instead of 60 s")
    return parser.parse_args()


def demonstrate(seconds):
    print(f"making the fixture: {seconds} s of 720p30 H.264 with B-frames and AAC, a flash and a beep each second")
    file = case.media(seconds=seconds)
    folder = case.run_folder("demo")
    print(f"carrying it live: RTSP source -> worker -> RTMP server; files in {folder}")
    with Processes(folder) as children:
        result = passage.carry(children, file, seconds, Progress(seconds))
    figures = judge(result)
    page = folder / "report.html"
    offsets = result.offsets()
    page.write_text(
        report.page(f"{seconds} s through the worker", figures, result.source.sync, result.output.sync, offsets)
    )
    print(f"\n\n{report.table(figures)}\n\nrecording: {result.recordings[0]}\npage:      {page}")
    held = all(figure.holds for figure in figures)
    print("every figure is in bounds" if held else "SOME FIGURES ARE OUT OF BOUNDS")
    return 0 if held else 1


class Progress:
    """Seconds carried so far, rewritten in place on a terminal; silent elsewhere."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.shown = -1

    def __call__(self, carried):
        if int(carried) != self.shown and sys.stdout.isatty():
            self.shown = int(carried)
            print(f"\r{self.shown:3} of {self.seconds} s", end="", flush=True)


def judge(result):
    """Every figure of one passage.Passage with its bound."""
    return [*timing(result), *codecs(result), *sync(result), *frames(result), *process(result)]


def timing(result):
    since_idr = result.since_first_idr_ms
    difference = result.audio_difference()
    source, output = result.source, result.output
    return [
        report.Figure("first output, from the worker's start", f"{result.first_output_seconds:.2f} s"),
        report.Figure(
            "first output, from the first IDR",
            f"{since_idr} ms",
            f"at most {MAX_FIRST_OUTPUT_MS} ms",
            since_idr <= MAX_FIRST_OUTPUT_MS,
        ),
        report.Figure("input duration", f"{source.media.duration:.3f} s"),
        report.Figure(
            "output duration",
            f"{output.media.duration:.3f} s",
            f"within {MAX_AUDIO_DIFFERENCE * 1000:.0f} ms",
            abs(output.media.duration - source.media.duration) <= MAX_AUDIO_DIFFERENCE,
        ),
        report.Figure(
            "output audio against input audio",
            f"{difference * 1000:+.1f} ms",
            f"within {MAX_AUDIO_DIFFERENCE * 1000:.0f} ms",
            abs(difference) <= MAX_AUDIO_DIFFERENCE,
        ),
    ]


def codecs(result):
    video, audio = result.output.media.stream("video"), result.output.media.stream("audio")
    return [
        report.Figure(
            "video codec",
            f"{video.codec} {video.profile} {video.width}x{video.height}" if video else "none",
            "h264 1280x720",
            video is not None and (video.codec, video.width, video.height) == ("h264", 1280, 720),
        ),
        report.Figure(
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
        report.Figure("flashes with their beep", f"{len(values)} of {expected}", f"{expected}, none alone", missing == 0),
        report.Figure(
            "A/V offset min / median / max",
            spread,
            f"{earliest:+.0f} to {latest:+.0f} ms, each",
            bool(values) and all(offset.in_bounds for offset in result.offsets()),
        ),
    ]


def frames(result):
    found = result.frames()
    return [
        report.Figure("video frames in / out", f"{found.sent} / {found.received}", "equal", found.sent == found.received),
        report.Figure("frames lost", str(found.lost), "0", found.lost == 0),
        report.Figure("frames with other bytes", str(found.foreign), "0", found.foreign == 0),
        report.Figure("frames out of order", str(found.disordered), "0", found.disordered == 0),
    ]


def process(result):
    peak = result.cost.peak_rss_bytes / MEGABYTE
    errors = len(result.worker.errors())
    return [
        report.Figure("CPU, user and system", f"{result.cost.cpu_seconds:.2f} s"),
        report.Figure("peak RSS", f"{peak:.1f} MB", f"at most {MAX_RSS_MB} MB", peak <= MAX_RSS_MB),
        report.Figure("error lines in the log", str(errors), "0", errors == 0),
        report.Figure("exit code", str(result.exit_code), "0", result.exit_code == 0),
    ]


if __name__ == "__main__":
    sys.exit(main())
