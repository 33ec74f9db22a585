#!/usr/bin/env python3
"""What passthrough costs, beside what others need for the same stream between the same servers.

  passthrough.py [--seconds 60] [--repetitions 3]   the worker, gst-launch-1.0 and ffmpeg in turns
  passthrough.py --soak 600                         the worker's memory over ten minutes of a looped stream

Exits 0 only when the targets are met. Run it on a machine that does nothing else.
"""

import argparse
import os
import pathlib
import sys

import candidates
from candidates import case, report, rtmp_server, rtsp_source, worker

MAX_CPU_RATIO = 0.9  # of gst-launch's
MAX_RSS_MB = 30
MAX_FIRST_VIDEO_SECONDS = 1.0


def worker_command(input_url, output_url, _):
    argv = [worker.binary(), "run", "--stream-id", "test", "--sts-mode", "passthrough", "--metrics-port", "0"]
    return [*argv, "--input-url", input_url, "--output-url", output_url]


def gst_launch_command(input_url, output_url, _):
    """The best copy pipeline that can be written on a command line: DTS rebuilt for B-frames, no jitter buffer over
    TCP, RTMP chunks of 4096 bytes, and a queue per track, without which flvmux never gets both."""
    source = f"rtspsrc location={input_url} protocols=tcp latency=200 buffer-mode=none name=source"
    video = "source. ! rtph264depay ! h264parse ! h264timestamper ! video/x-h264,stream-format=avc ! queue ! mux.video"
    audio = "source. ! rtpmp4gdepay ! aacparse ! queue ! mux.audio"
    sink = f"flvmux name=mux streamable=true ! rtmp2sink location={output_url} chunk-size=4096"
    return ["gst-launch-1.0", "-q", *f"{source} {video} {audio} {sink}".split()]


def ffmpeg_command(input_url, output_url, _):
    argv = ["ffmpeg", "-nostdin", "-loglevel", "error", "-fflags", "nobuffer", "-rtsp_transport", "tcp"]
    return [*argv, "-i", input_url, "-c", "copy", "-f", "flv", output_url]


COMMANDS = {"worker": worker_command, "gst-launch": gst_launch_command, "ffmpeg": ffmpeg_command}


def compare(seconds, repetitions):
    runs = candidates.run_in_turns(COMMANDS, case.media(seconds=seconds), seconds, repetitions)
    figures = judge(runs, seconds)
    print(f"\nmedians of {repetitions} runs of {seconds} s\n{report.table(figures)}")
    return all(figure.holds for figure in figures)


def judge(runs, seconds):
    median = {name: candidates.median_of(of_name) for name, of_name in runs.items()}
    figures = [figure for name, run in median.items() for figure in candidates.figures_of(name, run, seconds)]
    ours = median["worker"]
    for other, bound in (("gst-launch", MAX_CPU_RATIO), ("ffmpeg", None)):
        ratio = ours.cpu_seconds / median[other].cpu_seconds
        figures.append(candidates.at_most(f"CPU, worker : {other}", ratio, bound))
    return [
        *figures,
        candidates.at_most("peak RSS of the worker", ours.peak_rss_mb, MAX_RSS_MB, " MB", digits=1),
        candidates.at_most("first video of the worker", ours.first_video_seconds, MAX_FIRST_VIDEO_SECONDS, " s"),
        candidates.published_whole(runs["worker"], seconds),
    ]


def soak(seconds):
    """The resident memory of the worker over a looped stream."""
    with candidates.Processes(case.run_folder("bench-soak")) as children:
        rtmp = rtmp_server.RtmpServer(children).start()
        source = rtsp_source.RtspSource(children, case.media(seconds=20), loop=True)
        run = worker.Worker(children, source.url, rtmp.url)
        figures = candidates.soak(run.process, seconds)
        published = rtmp.seconds()
        run.terminate()
        exit_code = run.process.wait(20)
    figures += [
        report.Figure("published", f"{published:.1f} s", f"about {seconds} s", abs(published - seconds) < 5),
        report.Figure("exit code", str(exit_code), "0", exit_code == 0),
    ]
    print(report.table(figures))
    return all(figure.holds for figure in figures)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worker", type=pathlib.Path, default=candidates.REPOSITORY / "build/release/stream-worker")
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
