#!/usr/bin/env python3
"""Carries a live flash-and-beep stream through the worker and shows what came out: a table and an HTML page. First
untouched, then dubbed by an STS that goes away in the middle; last the same worker in virtual time, through a few
thousand drawn scenarios.

Exits 0 only when every figure is in bounds. ci/demo builds the worker and calls this.
"""

import argparse
import os
import pathlib
import signal
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests" / "live"))
sys.dont_write_bytecode = True

import demo_campaign  # noqa: E402  (need the path above)
import demo_dubbing  # noqa: E402
import demo_figures  # noqa: E402
from streamtest import case, passage, report  # noqa: E402
from streamtest.deadline import ConditionNotMet  # noqa: E402
from streamtest.processes import Processes  # noqa: E402

MAX_FIRST_OUTPUT_MS = 1000  # after the first IDR
MAX_RSS_MB = 30


def main():
    arguments = parse_arguments()
    os.environ["STREAM_WORKER"] = str(arguments.worker.resolve())
    os.environ.setdefault("STREAM_WORKER_LIVE_FOLDER", str(REPOSITORY / "build" / "demo"))
    # An orderly end of this script ends its children, so both signals are made one, also where a shell that runs this
    # in the background has had SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return demonstrate(arguments.worker, *((20, 500) if arguments.quick else (60, 3000)))
    except KeyboardInterrupt:
        print("\nstopped; every process it started is gone", file=sys.stderr)
        return 130
    except ConditionNotMet as failure:
        print(f"\nfailed: {failure}\nlogs: {case.work_folder() / 'runs'}", file=sys.stderr)
        return 1


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worker", type=pathlib.Path, default=REPOSITORY / "build/release/stream-worker")
    parser.add_argument("--quick", action="store_true", help="20 s of stream and 500 scenarios instead of 60 s and 3000")
    return parser.parse_args()


def demonstrate(worker, seconds, scenarios):
    print(f"making the fixture: {seconds} s of 720p30 H.264 with B-frames and AAC, a flash and a beep each second")
    file = case.media(seconds=seconds)
    parts = [
        carry_untouched(file, seconds),
        demo_dubbing.carry_dubbed(file, seconds, Progress(seconds)),
        demo_campaign.draw_scenarios(worker, scenarios),
    ]
    held = all(figure.holds for figures in parts for figure in figures)
    print("\nevery figure is in bounds" if held else "\nSOME FIGURES ARE OUT OF BOUNDS")
    return 0 if held else 1


def carry_untouched(file, seconds):
    """The first part; its figures."""
    folder = case.run_folder("demo")
    print(f"\n1. passthrough: RTSP source -> worker -> RTMP server; files in {folder}")
    with Processes(folder) as children:
        result = passage.carry(children, file, seconds, Progress(seconds))
    figures = judge(result)
    page = folder / "report.html"
    offsets = result.offsets()
    page.write_text(
        report.page(f"{seconds} s through the worker", figures, result.source.sync, result.output.sync, offsets)
    )
    print(f"\n{report.table(figures)}\n\nrecording: {result.recordings[0]}\npage:      {page}")
    return figures


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
    return [
        report.Figure("first output, from the worker's start", f"{result.first_output_seconds:.2f} s"),
        demo_figures.at_most("first output, from the first IDR", result.since_first_idr_ms, MAX_FIRST_OUTPUT_MS, "ms"),
        *demo_figures.durations(result),
        *demo_figures.codecs(result),
        *demo_figures.sync(result),
        *demo_figures.frames(result),
        *demo_figures.process(result, MAX_RSS_MB),
    ]


if __name__ == "__main__":
    sys.exit(main())
