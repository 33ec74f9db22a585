#!/usr/bin/env python3
"""What passthrough costs, beside what others need for the same stream between the same servers.

  passthrough.py [--seconds 60] [--repetitions 3]   the worker, gst-launch-1.0 and ffmpeg in turns
  passthrough.py --soak 600                         the worker's memory over ten minutes of a looped stream

Exits 0 only when the targets are met. Run it on a machine that does nothing else.
"""

import argparse
import dataclasses
import os
import pathlib
import statistics
import subprocess
import sys
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "live"))

from streamtest import case, report, rtmp_server, rtsp_source, worker  # noqa: E402  (needs the path above)
from streamtest.deadline import POLL_PERIOD  # noqa: E402
from streamtest.processes import Processes  # noqa: E402

MEGABYTE = 1 << 20
MAX_CPU_RATIO = 0.9  # of gst-launch's
MAX_RSS_MB = 30
MAX_FIRST_VIDEO_SECONDS = 1.0
END_MARGIN = 20  # seconds beyond the stream's length

# A soak's memory is compared with what it is after this many seconds, when every buffer has had its first use.
SOAK_SETTLED = 60
SOAK_SAMPLE_PERIOD = 1.0
MAX_SOAK_GROWTH_MB = 1.0


@dataclasses.dataclass(frozen=True)
class Run:
    cpu_seconds: float
    peak_rss_mb: float
    first_video_seconds: float  # from the start of the process to its first video frame at the server
    published_seconds: float
    exit_code: int


def worker_command(input_url, output_url):
    argv = [worker.binary(), "run", "--stream-id", "test", "--sts-mode", "passthrough", "--metrics-port", "0"]
    return [*argv, "--input-url", input_url, "--output-url", output_url]


def gst_launch_command(input_url, output_url):
    """The best copy pipeline that can be written on a command line: DTS rebuilt for B-frames, no jitter buffer over
    TCP, RTMP chunks of 4096 bytes, and a queue per track, without which flvmux never gets both."""
    source = f"rtspsrc location={input_url} protocols=tcp latency=200 buffer-mode=none name=source"
    video = "source. ! rtph264depay ! h264parse ! h264timestamper ! video/x-h264,stream-format=avc ! queue ! mux.video"
    audio = "source. ! rtpmp4gdepay ! aacparse ! queue ! mux.audio"
    sink = f"flvmux name=mux streamable=true ! rtmp2sink location={output_url} chunk-size=4096"
    return ["gst-launch-1.0", "-q", *f"{source} {video} {audio} {sink}".split()]


def ffmpeg_command(input_url, output_url):
    argv = ["ffmpeg", "-nostdin", "-loglevel", "error", "-fflags", "nobuffer", "-rtsp_transport", "tcp"]
    return [*argv, "-i", input_url, "-c", "copy", "-f", "flv", output_url]


COMMANDS = {"worker": worker_command, "gst-launch": gst_launch_command, "ffmpeg": ffmpeg_command}


def measure(name, file, seconds):
    """One run of one candidate between a source and a server of its own."""
    with Processes(case.run_folder(f"bench-{name}")) as children:
        rtmp = rtmp_server.RtmpServer(children).start()
        source = rtsp_source.RtspSource(children, file)
        argv = COMMANDS[name](source.url, rtmp.url)
        candidate = children.start(name, argv, worker.environment())
        give_up_at = time.monotonic() + seconds + END_MARGIN
        while candidate.poll() is None and time.monotonic() < give_up_at:
            rtmp.first_video_at()
            time.sleep(POLL_PERIOD)
        candidate.terminate()
        first_video_at = rtmp.first_video_at()
        return Run(
            cpu_seconds=candidate.cost.cpu_seconds,
            peak_rss_mb=candidate.cost.peak_rss_bytes / MEGABYTE,
            first_video_seconds=first_video_at - candidate.started_at if first_video_at else float("inf"),
            published_seconds=rtmp.seconds(),
            exit_code=candidate.exit_code,
        )


def compare(seconds, repetitions):
    """Runs every candidate in turns, so that a change of the machine's mood hits all."""
    file = case.media(seconds=seconds)
    warm_up()
    runs = {name: [] for name in COMMANDS}
    for repetition in range(repetitions):
        for name in COMMANDS:
            run = measure(name, file, seconds)
            runs[name].append(run)
            print(f"{repetition + 1}/{repetitions} {name:10} {describe(run)}", flush=True)
    figures = judge(runs, seconds)
    print(f"\nmedians of {repetitions} runs of {seconds} s\n{report.table(figures)}")
    return all(figure.holds for figure in figures)


def warm_up():
    # GStreamer writes its registry of plugins at the first use.
    subprocess.run(["gst-inspect-1.0", "rtspsrc"], check=True, stdout=subprocess.DEVNULL)


def describe(run):
    return (
        f"CPU {run.cpu_seconds:5.2f} s  RSS {run.peak_rss_mb:5.1f} MB  first video {run.first_video_seconds:5.2f} s  "
        f"published {run.published_seconds:5.1f} s  exit {run.exit_code}"
    )


def judge(runs, seconds):
    figures = []
    median = {
        name: {
            field.name: statistics.median(getattr(run, field.name) for run in of_name)
            for field in dataclasses.fields(Run)
        }
        for name, of_name in runs.items()
    }
    for name, of_name in median.items():
        figures.append(report.Figure(f"{name}: CPU", f"{of_name['cpu_seconds']:.2f} s"))
        figures.append(report.Figure(f"{name}: peak RSS", f"{of_name['peak_rss_mb']:.1f} MB"))
        figures.append(report.Figure(f"{name}: first video", f"{of_name['first_video_seconds']:.2f} s"))
        figures.append(report.Figure(f"{name}: published", f"{of_name['published_seconds']:.1f} s of {seconds}"))
    ours = median["worker"]
    for other in ("gst-launch", "ffmpeg"):
        ratio = ours["cpu_seconds"] / median[other]["cpu_seconds"]
        bound = f"at most {MAX_CPU_RATIO}" if other == "gst-launch" else ""
        figures.append(report.Figure(f"CPU, worker : {other}", f"{ratio:.2f}", bound, not bound or ratio <= MAX_CPU_RATIO))
    rss, first = ours["peak_rss_mb"], ours["first_video_seconds"]
    figures += [
        report.Figure("peak RSS of the worker", f"{rss:.1f} MB", f"at most {MAX_RSS_MB} MB", rss <= MAX_RSS_MB),
        report.Figure(
            "first video of the worker",
            f"{first:.2f} s",
            f"at most {MAX_FIRST_VIDEO_SECONDS} s",
            first <= MAX_FIRST_VIDEO_SECONDS,
        ),
        report.Figure(
            "stream published by the worker",
            f"{ours['published_seconds']:.1f} s",
            f"{seconds} s",
            abs(ours["published_seconds"] - seconds) < 0.5 and all(run.exit_code == 0 for run in runs["worker"]),
        ),
    ]
    return figures


def soak(seconds):
    """Samples the resident memory of the worker over a looped stream."""
    file = case.media(seconds=20)
    with Processes(case.run_folder("bench-soak")) as children:
        rtmp = rtmp_server.RtmpServer(children).start()
        source = rtsp_source.RtspSource(children, file, loop=True)
        run = worker.Worker(children, source.url, rtmp.url)
        samples = sample_memory(run.process, seconds)
        published = rtmp.seconds()
        run.terminate()
        exit_code = run.process.wait(20)
    print_minutes(samples)
    settled = [rss for at, rss in samples if SOAK_SETTLED <= at < 2 * SOAK_SETTLED]
    last = [rss for at, rss in samples if at >= samples[-1][0] - SOAK_SETTLED]
    if not settled:
        sys.exit(f"a soak shorter than {2 * SOAK_SETTLED} s shows nothing")
    growth = statistics.median(last) - statistics.median(settled)
    figures = [
        report.Figure("RSS in the second minute", f"{statistics.median(settled):.2f} MB"),
        report.Figure("RSS in the last minute", f"{statistics.median(last):.2f} MB"),
        report.Figure("growth", f"{growth:+.2f} MB", f"at most {MAX_SOAK_GROWTH_MB} MB", growth <= MAX_SOAK_GROWTH_MB),
        report.Figure("published", f"{published:.1f} s", f"about {seconds} s", abs(published - seconds) < 5),
        report.Figure("exit code", str(exit_code), "0", exit_code == 0),
    ]
    print(report.table(figures))
    return all(figure.holds for figure in figures)


def sample_memory(process, seconds):
    """(seconds since now, resident megabytes), until `seconds` are over or the process is."""
    began, samples = time.monotonic(), []
    while process.poll() is None and time.monotonic() - began < seconds:
        samples.append((time.monotonic() - began, process.rss_bytes() / MEGABYTE))
        time.sleep(SOAK_SAMPLE_PERIOD)
    return samples


def print_minutes(samples):
    for minute in range(int(samples[-1][0] // 60) + 1):
        of_minute = [rss for at, rss in samples if at // 60 == minute]
        spread = f"{min(of_minute):6.2f} … {max(of_minute):6.2f} MB"
        print(f"minute {minute + 1:3}  {spread}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worker", type=pathlib.Path, default=REPOSITORY / "build/release/stream-worker")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--soak", type=int, metavar="SECONDS", help="sample the memory instead of comparing")
    arguments = parser.parse_args()
    os.environ["STREAM_WORKER"] = str(arguments.worker.resolve())
    held = soak(arguments.soak) if arguments.soak else compare(arguments.seconds, arguments.repetitions)
    print("every target is met" if held else "SOME TARGETS ARE MISSED")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
