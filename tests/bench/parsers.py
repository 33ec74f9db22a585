#!/usr/bin/env python3
"""What a fragment of 128 KB costs our parsers, python-socketio's and npm's, in turns, on the same bytes.

  parsers.py [--rounds 5] [--seconds 1]

Decoding goes from one Engine.IO text message to what an application is given, encoding back; each of the three must
give back the very bytes that it was given. Rates are per second of CPU, which others on the machine disturb less than
the clock. "bytes" is what one operation asks of malloc (ours, Python) or takes of its heap (node). Build with
-DSTREAM_WORKER_BENCH=ON first.
"""

import argparse
import base64
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "live"))

from streamtest import foreign, worker  # noqa: E402  (needs the path above)

PARSERS = pathlib.Path(__file__).parent / "parsers"
AUDIO_CHARACTERS = 128 * 1024  # of base64
OURS, PYTHON, NPM = "ours", "python-socketio", "socket.io-parser"


def fragment_message():
    """The Engine.IO message, in the order of fields and the form that all three write."""
    audio = base64.b64encode(random.Random(1).randbytes(AUDIO_CHARACTERS * 3 // 4)).decode()
    fragment = {
        "fragment_id": "0b0f5a44-3c2e-4f6d-9d3a-5f2f6f0c9a11",
        "stream_id": "live-1",
        "sequence_number": 41,
        "timestamp": 1700000000000,
        "audio": {
            "format": "m4a",
            "sample_rate_hz": 48000,
            "channels": 2,
            "duration_ms": 6000,
            "data_base64": audio,
        },
    }
    return "42" + json.dumps(["fragment:data", fragment], separators=(",", ":"))


def output(argv, **variables):
    done = subprocess.run(
        [str(word) for word in argv], env={**os.environ, **variables}, stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout)


def bench_folder():
    return worker.binary().parent / "tests" / "bench"


def measure_ours(message, seconds):
    argv = [bench_folder() / "parser_bench", "--benchmark_format=json", f"--benchmark_min_time={seconds}"]
    found = output(argv, PARSERS_MESSAGE=str(message))["benchmarks"]
    times = {run["name"].partition("/")[0]: run["cpu_time"] / 1e6 for run in found}
    return times, {run["name"].partition("/")[0]: run["allocated"] for run in found}


def measure_python(message, seconds):
    argv = [foreign.interpreter(), "-B", PARSERS / "parsers_python.py", message]
    counter = bench_folder() / "liballocation_counter.so"
    return output([*argv, seconds]), output(argv, LD_PRELOAD=str(counter), PYTHONMALLOC="malloc")


def measure_npm(message, seconds):
    argv = ["node", "--expose-gc", "--max-semi-space-size=128", PARSERS / "parsers_npm.js", message, seconds]
    found = output(argv, NODE_PATH=foreign.node_environment()["NODE_PATH"])
    return found["seconds"], found["bytes"]


MEASURES = {OURS: measure_ours, PYTHON: measure_python, NPM: measure_npm}


def rows(runs):
    """(what, who, messages per second, bytes) from the medians of all rounds."""
    for what in ("decode", "encode"):
        for who in MEASURES:
            seconds = statistics.median(times[what] for times, _ in runs[who])
            yield what, who, 1 / seconds, statistics.median(sizes[what] for _, sizes in runs[who])
    seconds = statistics.median(times["decode_checked"] for times, _ in runs[OURS])
    yield "decode", f"{OURS}, checked", 1 / seconds, runs[OURS][0][1]["decode_checked"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    arguments = parser.parse_args()
    runs = {who: [] for who in MEASURES}
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write(fragment_message())
        file.flush()
        for _ in range(arguments.rounds):
            for who, measure in MEASURES.items():
                runs[who].append(measure(file.name, arguments.seconds))
    found = list(rows(runs))
    base = {what: (rate, size) for what, who, rate, size in found if who == OURS}
    print(f"{'':8}{'':18}{'messages/s':>12}{'ours is':>9}{'bytes':>12}{'of ours':>9}")
    for what, who, rate, size in found:
        ratio, share = base[what][0] / rate, size / base[what][1]
        print(f"{what:8}{who:18}{rate:12,.0f}{ratio:8.1f}x{size:12,.0f}{share:8.1f}x")


if __name__ == "__main__":
    main()
