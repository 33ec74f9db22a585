"""A server that refuses, vanishes or hangs."""

import time

from streamtest import case, ports
from streamtest.deadline import wait_until


class OutputCase(case.LiveCase):
    def setUp(self):
        super().setUp()
        self.source = self.start_source(self.source_file(), loop=True)

    def source_file(self):
        return case.media(seconds=20)

    def start_and_publish(self, **settings):
        """A worker that has published for two seconds."""
        self.rtmp = self.start_rtmp()
        self.worker = self.start_worker(self.source.url, self.rtmp.url, **settings)
        wait_until(lambda: self.rtmp.seconds() >= 2, 15, "2 s were published", [self.worker.process])

    def assert_output_failed(self, run, within):
        self.assert_exit(run, 5, within)
        self.assert_logged(run, "the output failed", "error", exitCode=5)
        return run.lines("the output failed")[0]["why"]


class Refused(OutputCase):
    def test_nobody_listens_exits_5(self):
        port = ports.ReservedPort()
        self.addCleanup(port.close)
        run = self.start_worker(self.source.url, f"rtmp://127.0.0.1:{port.number}/live/test/out")
        self.assertIn("refused", self.assert_output_failed(run, within=8).lower())

    def test_unknown_application_exits_5(self):
        run = self.start_worker(self.source.url, self.start_rtmp().url_of("live/other/out"))
        self.assert_output_failed(run, within=8)

    def test_name_with_a_publisher_exits_5_and_leaves_that_one_alone(self):
        rtmp = self.start_rtmp()
        first = self.start_worker(self.source.url, rtmp.url)
        wait_until(lambda: rtmp.seconds() >= 1, 15, "the first worker publishes", [first.process])
        second = self.start_worker(self.source.url, rtmp.url)
        self.assert_output_failed(second, within=8)
        before = rtmp.seconds()
        wait_until(lambda: rtmp.seconds() > before + 1, 5, "the first worker still publishes", [first.process])


class Lost(OutputCase):
    def test_killed_server_exits_5_at_once(self):
        self.start_and_publish()
        self.rtmp.process.kill()
        self.assert_output_failed(self.worker, within=5)


class Hung(OutputCase):
    def source_file(self):
        return case.heavy_media()

    def test_server_exits_5_after_10_s_without_a_byte(self):
        self.start_and_publish()
        hung_at = time.monotonic()
        self.rtmp.hang()
        full_at = time.monotonic()
        self.assertIn("10 s", self.assert_output_failed(self.worker, within=15))
        self.assertGreaterEqual(self.worker.process.ended_at - hung_at, 10)
        self.assertLessEqual(self.worker.process.ended_at - full_at, 12)

    def test_drain_that_gets_nowhere_ends_with_its_timeout_and_5(self):
        self.start_and_publish(WORKER_DRAIN_TIMEOUT="2s")
        self.rtmp.hang()
        asked_at = time.monotonic()
        self.worker.terminate()
        self.assert_exit(self.worker, 5, within=6)
        self.assertGreaterEqual(self.worker.process.ended_at - asked_at, 2)
        self.assert_logged(self.worker, "the drain time is over", "warn")
