"""Measuring the worker beside others that do the same job: same servers, same stream, in turns."""

import dataclasses
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

    def __str__(self):
        return (
            f"CPU {self.cpu_seconds:5.2f} s  RSS {self.peak_rss_mb:5.1f} MB  "
            f"first video {self.first_video_seconds:5.2f} s  published {self.published_seconds:5.1f} s  "
            f"exit {self.exit_code}"
        )


def measure(name, command, file, seconds):
    """One run of one candidate between a source and a server of its own. `command(input_url, output_url, children)` is
    its command line, and may start what it needs among the children."""
    with Processes(case.run_folder(f"bench-{name}")) as children:
        rtmp = rtmp_server.RtmpServer(children).start()
        source = rtsp_source.RtspSource(children, file)
        argv = command(source.url, rtmp.url, children)
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


def run_in_turns(commands, file, seconds, repetitions):
    """{name: runs} of every candidate in turns, so that a change of the machine's mood hits all."""
    # GStreamer writes its registry of plugins at the first use.
    subprocess.run(["gst-inspect-1.0", "rtspsrc"], check=True, stdout=subprocess.DEVNULL)
    runs = {name: [] for name in commands}
    for repetition in range(repetitions):
        for name, command in commands.items():
            runs[name].append(measure(name, command, file, seconds))
            print(f"{repetition + 1}/{repetitions} {name:16} {runs[name][-1]}", flush=True)
    return runs


def median_of(runs):
    """A Run of the medians of each field."""
    fields = [field.name for field in dataclasses.fields(Run)]
    return Run(**{name: statistics.median(getattr(run, name) for run in runs) for name in fields})


def figures_of(name, median, seconds):
    return [
        report.Figure(f"{name}: CPU", f"{median.cpu_seconds:.2f} s"),
        report.Figure(f"{name}: peak RSS", f"{median.peak_rss_mb:.1f} MB"),
        report.Figure(f"{name}: first video", f"{median.first_video_seconds:.2f} s"),
        report.Figure(f"{name}: published", f"{median.published_seconds:.1f} s of {seconds}"),
    ]


def at_most(name, value, bound, unit="", digits=2):
    """A figure held against an upper bound; without a bound it is only shown."""
    said = f"{value:.{digits}f}{unit}"
    return report.Figure(name, said) if bound is None else report.Figure(name, said, f"at most {bound}{unit}", value <= bound)


def published_whole(runs, seconds):
    median = median_of(runs)
    whole = abs(median.published_seconds - seconds) < 0.5 and all(run.exit_code == 0 for run in runs)
    return report.Figure("stream published by the worker", f"{median.published_seconds:.1f} s", f"{seconds} s", whole)


def soak(process, seconds, on_sample=lambda: None):
    """Figures of the resident memory of a running process over so many seconds."""
    samples = _sample_memory(process, seconds, on_sample)
    _print_minutes(samples)
    settled = [rss for at, rss in samples if SOAK_SETTLED <= at < 2 * SOAK_SETTLED]
    last = [rss for at, rss in samples if at >= samples[-1][0] - SOAK_SETTLED]
    if not settled:
        sys.exit(f"a soak shorter than {2 * SOAK_SETTLED} s shows nothing")
    growth = statistics.median(last) - statistics.median(settled)
    return [
        report.Figure("RSS in the second minute", f"{statistics.median(settled):.2f} MB"),
        report.Figure("RSS in the last minute", f"{statistics.median(last):.2f} MB"),
        report.Figure("growth", f"{growth:+.2f} MB", f"at most {MAX_SOAK_GROWTH_MB} MB", growth <= MAX_SOAK_GROWTH_MB),
    ]


def _sample_memory(process, seconds, on_sample):
    """(seconds since now, resident megabytes), until `seconds` are over or the process is."""
    began, samples = time.monotonic(), []
    while process.poll() is None and time.monotonic() - began < seconds:
        samples.append((time.monotonic() - began, process.rss_bytes() / MEGABYTE))
        on_sample()
        time.sleep(SOAK_SAMPLE_PERIOD)
    return samples


def _print_minutes(samples):
    for minute in range(int(samples[-1][0] // 60) + 1):
        of_minute = [rss for at, rss in samples if at // 60 == minute]
        print(f"minute {minute + 1:3}  {min(of_minute):6.2f} … {max(of_minute):6.2f} MB")
