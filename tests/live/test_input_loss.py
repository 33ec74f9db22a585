"""A source that goes away, hangs, comes back or was never there."""

import time

from streamtest import case, comparison, ports, rtsp_source
from streamtest.deadline import wait_until

# How late a deadline may be noticed on a busy machine.
SLACK = 3.0
# Silence is counted from the last unit, which came up to a few frames before the server was stopped.
EARLY = 0.1


class RunningWorker(case.LiveCase):
    """Cases that begin with media flowing from a looped source."""

    def setUp(self):
        super().setUp()
        # Longer than any case takes: what is published never crosses the loop.
        self.file = case.media(seconds=60)
        self.port = ports.ReservedPort()
        self.addCleanup(self.port.close)
        self.source = self.start_source(self.file, loop=True, port=self.port.number)
        self.rtmp = self.start_rtmp()
        self.worker = self.start_worker(self.source.url, self.rtmp.url)
        self.wait_for_media(publication=0)

    def wait_for_media(self, publication, timeout=15):
        """Until two seconds of the n-th publication have arrived."""
        what = f"2 s of publication {publication}"
        wait_until(lambda: self.rtmp.seconds(publication) >= 2, timeout, what, [self.worker.process])

    def retry_delays(self):
        return [line["delay_ms"] for line in self.worker.lines("trying again")]

    def assert_frames_of_source(self, publication):
        """What was published is a part of the source, whole, in order and untouched."""
        recording = self.rtmp.recordings()[publication]
        found = comparison.compare_frames(comparison.video_units(self.file), comparison.video_units(recording))
        self.assertGreater(found.received, 30)
        self.assertEqual((found.foreign, found.disordered), (0, 0), found)

    def assert_exit_between(self, since, earliest, latest, code):
        self.assert_exit(self.worker, code, since + latest + SLACK - time.monotonic())
        self.assertGreaterEqual(self.worker.process.ended_at - since, earliest - EARLY)


class Killed(RunningWorker):
    def test_for_good_ends_after_the_ladder_with_4(self):
        killed_at = time.monotonic()
        self.source.process.kill()
        self.assert_exit_between(killed_at, 1 + 2 + 4, 1 + 2 + 4 + 1, code=4)
        self.assertEqual(self.retry_delays(), [1000, 2000, 4000])
        self.assert_logged(self.worker, "input lost", "warn")
        self.assert_logged(self.worker, "the input is over", "error", exitCode=4)

    def test_and_back_goes_on_in_the_same_worker(self):
        self.source.process.kill()
        self.worker.wait_for_line("input lost", 5)
        rtsp_source.RtspSource(self.processes, self.file, loop=True, port=self.port.number)
        self.wait_for_media(publication=1)
        self.assertEqual(self.worker.wait_for_line("epoch begins", 1, count=2)["cause"], "restart")
        self.worker.terminate()
        self.assert_exit(self.worker, 0, within=10)
        self.assertEqual(self.worker.errors(), [])
        self.assert_frames_of_source(publication=0)
        self.assert_frames_of_source(publication=1)

    def test_and_replaced_by_a_server_without_the_path_is_the_end_of_the_stream(self):
        killed_at = time.monotonic()
        self.source.process.kill()
        self.worker.wait_for_line("input lost", 5)
        rtsp_source.RtspSource(self.processes, self.file, port=self.port.number, path="live/other/in")
        self.assert_exit_between(killed_at, 1 + 2 + 4, 1 + 2 + 4 + 1, code=0)
        self.assert_logged(self.worker, "the input has ended", "info", exitCode=0)


class Hung(RunningWorker):
    def test_for_good_is_lost_after_5_s_and_ends_after_the_ladder_with_4(self):
        hung_at = time.monotonic()
        self.source.process.pause()
        lost = self.worker.wait_for_line("input lost", 5 + SLACK)
        self.assertGreaterEqual(time.monotonic() - hung_at, 5 - EARLY)
        self.assertIn("5 s", lost["why"])
        # Each attempt connects, since the kernel still accepts, and hears nothing for 5 s.
        self.assert_exit_between(hung_at, 5 + (1 + 5) + (2 + 5) + (4 + 5), 5 + 6 + 7 + 9 + 1, code=4)
        self.assertEqual(self.retry_delays(), [1000, 2000, 4000])
        self.assert_logged(self.worker, "the input is over", "error", exitCode=4)

    def test_and_woken_goes_on_in_the_same_worker(self):
        self.source.process.pause()
        self.worker.wait_for_line("input lost", 5 + SLACK)
        self.source.process.resume()
        self.wait_for_media(publication=1, timeout=20)
        self.worker.terminate()
        self.assert_exit(self.worker, 0, within=10)
        self.assertEqual(self.worker.errors(), [])
        self.assert_frames_of_source(publication=1)


class Ended(case.LiveCase):
    def test_stream_that_is_over_drains_and_exits_0(self):
        file = case.media(seconds=10)
        source, rtmp = self.start_source(file), self.start_rtmp()
        run = self.start_worker(source.url, rtmp.url)
        self.assert_exit(run, 0, within=20)
        self.assert_logged(run, "the input has ended", "info", exitCode=0)
        self.assert_logged(run, "output drained", "info")
        self.assertEqual(run.lines("input lost"), [])
        units = comparison.video_units(file), comparison.video_units(rtmp.recordings()[0])
        self.assertTrue(comparison.compare_frames(*units).identical)
