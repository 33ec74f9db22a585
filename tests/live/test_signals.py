"""How the worker is stopped."""

import signal
import time

from streamtest import case, comparison
from streamtest.deadline import wait_until


class StoppedWorker(case.LiveCase):
    def start_and_publish(self, file):
        """A worker that has published for two seconds."""
        self.rtmp = self.start_rtmp()
        self.worker = self.start_worker(self.start_source(file, loop=True).url, self.rtmp.url)
        wait_until(lambda: self.rtmp.seconds() >= 2, 15, "2 s were published", [self.worker.process])

    def signal_and_wait(self, number):
        self.worker.process.signal(number)
        self.worker.wait_for_line("stop requested", 5)


class First(StoppedWorker):
    def test_sigterm_drains_and_exits_0(self):
        file = case.media(seconds=20)
        self.start_and_publish(file)
        self.signal_and_wait(signal.SIGTERM)
        self.assert_exit(self.worker, 0, within=8)
        self.assert_logged(self.worker, "output drained", "info")
        self.assertEqual(self.worker.errors(), [])
        recorded = comparison.video_units(self.rtmp.recordings()[0])
        found = comparison.compare_frames(comparison.video_units(file), recorded)
        self.assertGreaterEqual(found.received, 2 * 30)
        self.assertEqual((found.foreign, found.disordered), (0, 0))

    def test_sigint_drains_and_exits_0(self):
        self.start_and_publish(case.media(seconds=20))
        self.signal_and_wait(signal.SIGINT)
        self.assert_exit(self.worker, 0, within=8)
        self.assert_logged(self.worker, "output drained", "info")


class Second(StoppedWorker):
    def assert_ends_at_once(self, number, code):
        # The drain hangs with the server, so the first signal alone does not end the worker yet.
        self.start_and_publish(case.heavy_media())
        self.rtmp.hang()
        self.signal_and_wait(number)
        self.assertIsNone(self.worker.process.poll())
        again_at = time.monotonic()
        self.worker.process.signal(number)
        self.assert_exit(self.worker, code, within=5)
        self.assertLess(self.worker.process.ended_at - again_at, 2)

    def test_sigterm_ends_at_once_with_143(self):
        self.assert_ends_at_once(signal.SIGTERM, 143)

    def test_sigint_ends_at_once_with_130(self):
        self.assert_ends_at_once(signal.SIGINT, 130)
