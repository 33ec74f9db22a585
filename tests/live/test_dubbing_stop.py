"""How a worker that dubs is stopped, gently and not."""

import json
import time

from streamtest import account, comparison, decoded, dubbing, probe
from streamtest.dubbing_case import DubbingCase, small_media

DRAIN_SECONDS = 8
SLACK = 2.0


class Drained(DubbingCase):
    SECONDS = 60

    def start_and_stop(self, **sts_options):
        """SIGTERM in the midst of a segment, with fragments under way."""
        sts = self.start_sts(**sts_options)
        run = self.start_dubbing(sts.url, WORKER_DRAIN_TIMEOUT=f"{DRAIN_SECONDS}s")
        run.wait_for_output(seconds=4)
        run.wait_until(lambda: len(sts.fragments()) >= 5, 20, "five fragments were sent")
        self.stopped_at = time.monotonic()
        run.worker.terminate()
        return sts, run

    def assert_drained(self, sts, run, within):
        self.finish(margin=0)
        self.assertLessEqual(run.worker.process.ended_at - self.stopped_at, within)
        self.assertEqual(run.worker.errors(), [])
        self.assertEqual(len(sts.received("stream:end")), 1)
        # Whatever had come in by then has gone out.
        (recording,) = run.rtmp.recordings()
        units = comparison.video_units(recording)
        found = comparison.compare_frames(comparison.video_units(run.file), units)
        self.assertEqual((found.foreign, found.disordered), (0, 0))
        carried = self.stopped_at - run.worker.process.started_at
        self.assertGreaterEqual(found.received / 30, carried - 2)
        self.assertEqual(decoded.decode(recording).gaps(), [])
        # What has fallen back may still be in flight, for as long as its time-out.
        told, counted = account.told(run), account.counted(run, [sts])
        self.assertEqual({**told, account.IN_FLIGHT: 0}, counted)

    def test_sigterm_in_the_middle_exits_0_in_time(self):
        sts, run = self.start_and_stop(processing_delay_ms=300)
        self.assert_drained(sts, run, within=DRAIN_SECONDS + SLACK)
        self.assertLessEqual(set(account.reasons(run)), {"drain"})

    def test_sigterm_with_a_silent_sts_does_not_wait_for_it(self):
        sts, run = self.start_and_stop(processing_delay_ms=20000)
        self.assert_drained(sts, run, within=DRAIN_SECONDS + SLACK)
        self.assertEqual(sts.applied(), [])
        self.assertIn("drain", account.reasons(run))


class Killed(DubbingCase):
    def assert_whole(self, files):
        for name, path in files.items():
            if name == ".json":
                json.loads(path.read_text(encoding="utf-8"))
            else:
                self.assertGreater(probe.probe(path).duration, 0, path)

    def test_no_half_file_is_left_under_a_final_name(self):
        sts = self.start_sts()
        run = self.start_dubbing(sts.url, WORKER_SEGMENT_DURATION="1s")
        run.wait_until(lambda: len(run.segments.by_batch()) >= 4, 20, "four segments are on the disk")
        # The next time that it writes.
        run.wait_until(lambda: run.segments.others() or len(run.segments.by_batch()) >= 8, 20, "it writes, or has written")
        run.worker.process.kill()
        found = run.segments.by_batch()
        self.assertGreaterEqual(len(found), 4)
        for files in found.values():
            self.assert_whole(files)

    def test_the_next_worker_clears_up_and_writes_over_it(self):
        sts = self.start_sts()
        run = self.start_dubbing(sts.url)
        run.wait_until(lambda: 1 in run.segments.by_batch(), 20, "two segments are on the disk")
        run.worker.process.kill()
        left = run.segments.folder / ".000009_video.mp4.1-0.unfinished"  # as a worker that was killed while it wrote leaves it
        left.write_text("half a fi")
        before = run.segments.metadata(0)["fragment_id"]
        again = dubbing.Dubbing(
            self.processes,
            small_media(self.SECONDS),
            sts.url,
            WORKER_SEGMENT_DIR=str(run.segments.root),
            WORKER_SEGMENT_DURATION="2s",
        )
        again.wait_until(lambda: self.first_id(again) not in (None, before), 20, "the first segment is written over")
        self.assertEqual(left.exists(), False)

    @staticmethod
    def first_id(run):
        return run.segments.metadata(0)["fragment_id"] if ".json" in run.segments.by_batch().get(0, {}) else None
