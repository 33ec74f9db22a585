"""How the worker is stopped."""

import signal
import time

from streamtest import case, comparison
from streamtest.deadline import wait_until


class StoppedWorker(case.LiveCase):
    def setUp(self):
        super().setUp()
        self.file = case.media(seconds=20)
        self.rtmp = self.start_rtmp()
        self.worker = self.start_worker(self.start_source(self.file, loop=True).url, self.rtmp.url)
        wait_until(lambda: self.rtmp.seconds() >= 3, 15, "3 s were published", [self.worker.process])

    def signal_and_wait(self, number):
        self.worker.process.signal(number)
        self.worker.wait_for_line("stop requested", 5)

    def assert_second_ends_at_once(self, number, code):
        # The drain hangs with the server, so the first signal alone would not end the worker yet.
        self.rtmp.process.pause()
        self.signal_and_wait(number)
        self.assertIsNone(self.worker.process.poll())
        again_at = time.monotonic()
        self.worker.process.signal(number)
        self.assert_exit(self.worker, code, within=5)
        self.assertLess(self.worker.process.ended_at - again_at, 2)

    def test_sigterm_drains_and_exits_0(self):
        self.signal_and_wait(signal.SIGTERM)
        self.assert_exit(self.worker, 0, within=8)
        self.assert_logged(self.worker, "output drained", "info")
        self.assertEqual(self.worker.errors(), [])
        recorded = comparison.video_units(self.rtmp.recordings()[0])
        found = comparison.compare_frames(comparison.video_units(self.file), recorded)
        self.assertGreaterEqual(found.received, 3 * 30)
        self.assertEqual((found.foreign, found.disordered), (0, 0))

    def test_sigint_drains_and_exits_0(self):
        self.signal_and_wait(signal.SIGINT)
        self.assert_exit(self.worker, 0, within=8)

    def test_second_sigterm_ends_at_once_with_143(self):
        self.assert_second_ends_at_once(signal.SIGTERM, 143)

    def test_second_sigint_ends_at_once_with_130(self):
        self.assert_second_ends_at_once(signal.SIGINT, 130)
