"""What every live test case starts from."""

import os
import pathlib
import shutil
import unittest

from streamtest import fixture, processes, rtmp_server, rtsp_source, worker


def work_folder():
    """Where fixtures and the files of runs go: $STREAM_WORKER_LIVE_FOLDER, which ctest sets, else build/live-tests."""
    return pathlib.Path(os.environ.get("STREAM_WORKER_LIVE_FOLDER", worker.REPOSITORY / "build" / "live-tests"))


def media(**parameters):
    """The path of a fixture; see fixture.Fixture."""
    return fixture.fixture_path(fixture.Fixture(**parameters), work_folder() / "media")


def heavy_media():
    """A stream that fills the kernel's buffers within seconds of a server's standing still."""
    return media(seconds=10, video_kbps=20000)


def run_folder(name):
    """An empty folder for the files of one run."""
    folder = work_folder() / "runs" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


class CtestCase(unittest.TestCase):
    """How ctest runs the tests of a class; list_cases.py reads it."""

    LABEL = "live"
    SERIAL = False  # alone on the machine: for what is judged by the millisecond
    ONE_RUN = False  # one entry for the whole class, whose methods judge one shared run
    TIMEOUT = 90  # seconds


class LiveCase(CtestCase):
    """Processes of a test in a folder of its own; the folder stays when the test fails."""

    def setUp(self):
        self.processes = processes.Processes(run_folder(self.id()))
        self.addCleanup(self.processes.close)

    def watched(self, service, breaks=(), hears=()):
        """The STS; when the test ends, all that it said and heard must have kept the contracts, but for the events in
        `breaks`, which it said, and in `hears`, which came: each of them must have broken its schema."""
        expected = {("sts_to_worker", event) for event in breaks} | {("worker_to_sts", event) for event in hears}
        self.addCleanup(self._assert_contracts, service, expected)
        return service

    def _assert_contracts(self, service, expected):
        found = service.breaches()
        self.assertEqual({breach[:2] for breach in found}, expected, found[:10])

    def start_source(self, file, **options):
        return rtsp_source.RtspSource(self.processes, file, **options)

    def start_rtmp(self):
        return rtmp_server.RtmpServer(self.processes).start()

    def start_worker(self, input_url, output_url, mode="passthrough", **settings):
        return worker.Worker(self.processes, input_url, output_url, mode, **settings)

    def assert_exit(self, run, code, within):
        """The worker `run` ends with `code` within so many seconds."""
        ended_with = run.process.wait(within)
        self.assertEqual(ended_with, code, f"{run.process.describe()}\n{run.process.stdout()}")

    def assert_logged(self, run, message, level, **fields):
        """Exactly one line of `run` has the message, and it has the level and the fields."""
        lines = run.lines(message)
        self.assertEqual(len(lines), 1, f"lines with '{message}' in\n{run.process.stdout()}")
        expected = {"level": level, **fields}
        self.assertEqual({name: lines[0].get(name) for name in expected}, expected)
