#!/usr/bin/env python3
"""What dubbing costs, beside pipelines that copy the picture and decode and encode the sound, between the same servers.

  dubbing.py [--seconds 60] [--repetitions 3]   the worker with the fake STS, and gst-launch-1.0 with two pairs of codecs
  dubbing.py --soak 600                         the worker's memory over ten minutes of a looped stream
  dubbing.py --latency 300                      how long a segment waits in the worker, as histograms of a looped stream

The STS is a process of its own and no part of the worker's cost. Exits 0 only when the targets are met. Run it on a
machine that does nothing else.
"""

import argparse
import datetime
import math
import os
import pathlib
import sys

import candidates
from candidates import case, report, worker
from streamtest import account, dubbing, sts  # the path was set by candidates

MAX_CPU_RATIO = 1.2  # of gst-launch's
MAX_RSS_MB = 64
STS_DELAY_MS = 300
SEGMENT_SECONDS = 6
MAX_P99_MS = 20  # from a segment's close to its fragment on the wire, and from a result to its pair
BUCKETS_MS = (1, 2, 5, 10, 20, 50, math.inf)


def worker_command(input_url, output_url, children):
    service = sts.FakeSts(children, processing_delay_ms=STS_DELAY_MS)
    argv = [worker.binary(), "run", "--stream-id", "test", "--sts-mode", "enabled", "--metrics-port", "0"]
    argv += ["--input-url", input_url, "--output-url", output_url, "--sts-service-url", service.url]
    return [*argv, "--segment-dir", pathlib.Path(children.directory) / "segments"]


def gst_launch_command(decoder, encoder):
    """The passthrough benchmark's pipeline, with the sound taken apart and put together again."""

    def command(input_url, output_url, _):
        source = f"rtspsrc location={input_url} protocols=tcp latency=200 buffer-mode=none name=source"
        video = "source. ! rtph264depay ! h264parse ! h264timestamper ! video/x-h264,stream-format=avc ! queue ! mux.video"
        audio = f"source. ! rtpmp4gdepay ! aacparse ! {decoder} ! audioconvert ! {encoder} ! aacparse ! queue ! mux.audio"
        sink = f"flvmux name=mux streamable=true ! rtmp2sink location={output_url} chunk-size=4096"
        return ["gst-launch-1.0", "-q", *f"{source} {video} {audio} {sink}".split()]

    return command


COMMANDS = {
    "worker": worker_command,
    "gst-faad-voaac": gst_launch_command("faad", "voaacenc bitrate=128000"),  # as the worker itself does it
    "gst-libav": gst_launch_command("avdec_aac", "avenc_aac bitrate=128000"),
}


def compare(seconds, repetitions, names):
    commands = {name: command for name, command in COMMANDS.items() if name in names}
    runs = candidates.run_in_turns(commands, case.media(seconds=seconds), seconds, repetitions)
    figures = judge(runs, seconds)
    print(f"\nmedians of {repetitions} runs of {seconds} s\n{report.table(figures)}")
    return all(figure.holds for figure in figures)


def judge(runs, seconds):
    median = {name: candidates.median_of(of_name) for name, of_name in runs.items()}
    figures = [figure for name, run in median.items() for figure in candidates.figures_of(name, run, seconds)]
    if "worker" not in median:
        return figures
    ours = median.pop("worker")
    cheapest = min(median, key=lambda name: median[name].cpu_seconds)
    for other, run in median.items():
        bound = MAX_CPU_RATIO if other == cheapest else None
        figures.append(candidates.at_most(f"CPU, worker : {other}", ours.cpu_seconds / run.cpu_seconds, bound))
    return [
        *figures,
        candidates.at_most("peak RSS of the worker", ours.peak_rss_mb, MAX_RSS_MB, " MB", digits=1),
        candidates.published_whole(runs["worker"], seconds),
    ]


def soak(seconds):
    """The resident memory of the worker over a looped stream, all of it dubbed."""
    with candidates.Processes(case.run_folder("bench-dubbing-soak")) as children:
        service = sts.FakeSts(children, processing_delay_ms=STS_DELAY_MS)
        run = dubbing.Dubbing(
            children, case.media(seconds=20), service.url, loop=True, WORKER_SEGMENT_RETENTION="60s"
        )
        figures = candidates.soak(run.worker.process, seconds, run.worker.sample)
        published, applied = run.rtmp.seconds(), len(service.applied())
        fallbacks = run.worker.scrape().value(account.FALLBACKS)
        run.worker.terminate()
        exit_code = run.worker.process.wait(30)
    peak = run.worker.process.cost.peak_rss_bytes / candidates.MEGABYTE
    expected = seconds // SEGMENT_SECONDS - 2
    figures += [
        candidates.at_most("peak RSS", peak, MAX_RSS_MB, " MB", digits=1),
        report.Figure("published", f"{published:.1f} s", f"about {seconds} s", abs(published - seconds) < 15),
        report.Figure("segments dubbed", str(applied), f"at least {expected}", applied >= expected),
        report.Figure("segments fallen back", f"{fallbacks:.0f}", "0", fallbacks == 0),
        report.Figure("exit code", str(exit_code), "0", exit_code == 0),
    ]
    print(report.table(figures))
    return all(figure.holds for figure in figures)


def latency(seconds):
    """Where a segment's time goes in the worker, by the times of its log lines (in whole milliseconds)."""
    with candidates.Processes(case.run_folder("bench-dubbing-latency")) as children:
        service = sts.FakeSts(children, processing_delay_ms=STS_DELAY_MS)
        run = dubbing.Dubbing(children, case.media(seconds=20), service.url, loop=True, LOG_LEVEL="debug")
        run.wait_until(lambda: run.rtmp.seconds() >= seconds, seconds + 60, f"{seconds} s are published")
        run.worker.terminate()
        run.worker.process.wait(30)
    closed, sent, received, applied = (
        times_of(run.worker.lines(what)) for what in ("segment closed", "fragment sent", "round trip", "fragment applied")
    )
    figures = [
        *histogram("segment closed to fragment sent", differences(closed, sent)),
        *histogram("result received to pair ready", differences(received, applied)),
    ]
    print(report.table(figures))
    return all(figure.holds for figure in figures)


def times_of(lines):
    """Milliseconds by batch number."""

    def milliseconds(text):
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000

    return {line["batchNumber"]: milliseconds(line["time"]) for line in lines}


def differences(begins, ends):
    return sorted(round(ends[batch] - begins[batch]) for batch in begins if batch in ends)


def histogram(name, values):
    counts, below = [], -1
    for bucket in BUCKETS_MS:
        counts.append(f"<{bucket:g}: {sum(below <= value < bucket for value in values)}")
        below = bucket
    p99 = values[math.ceil(len(values) * 0.99) - 1] if values else math.inf
    return [
        report.Figure(f"{name}, ms", ", ".join(counts)),
        candidates.at_most(f"{name}, p99 of {len(values)}", p99, MAX_P99_MS, " ms", digits=0),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worker", type=pathlib.Path, default=candidates.REPOSITORY / "build/release/stream-worker")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=COMMANDS, default=list(COMMANDS), help="some of the candidates")
    parser.add_argument("--soak", type=int, metavar="SECONDS", help="sample the memory instead of comparing")
    parser.add_argument("--latency", type=int, metavar="SECONDS", help="time segments in the worker instead")
    arguments = parser.parse_args()
    os.environ["STREAM_WORKER"] = str(arguments.worker.resolve())
    if arguments.soak:
        held = soak(arguments.soak)
    elif arguments.latency:
        held = latency(arguments.latency)
    else:
        held = compare(arguments.seconds, arguments.repetitions, arguments.only)
    print("every target is met" if held else "SOME TARGETS ARE MISSED")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
