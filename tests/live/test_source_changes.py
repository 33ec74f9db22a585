"""A source that changes in mid-stream: another picture size, timestamps that jump."""

import re

from streamtest import case, comparison, decoded, events, probe
from streamtest.deadline import wait_until
from streamtest.scripted_source import Chapter, ScriptedSource

SECONDS = 8  # a whole number of video and of audio frames
FRAMES = SECONDS * 30
FRAME_SECONDS = 1 / 30
# How much later than it could a packet of the source may arrive on a busy machine: an epoch's place is its arrival's.
LATE = 0.25


class ChangingSource(case.LiveCase):
    def small(self, **parameters):
        return case.media(seconds=SECONDS, video_kbps=500, **{"width": 320, "height": 180, **parameters})

    def carry(self, *chapters, lost=0):
        """Carries the chapters into one publication, without an error, until all of their frames are out but at most
        `lost`; then the worker is stopped."""
        rtmp = self.start_rtmp()
        with ScriptedSource(*chapters) as source:
            run = self.start_worker(source.url, rtmp.url)
            frames = round(30 * source.seconds) - lost
            wait_until(
                lambda: rtmp.video_frames() >= frames, source.seconds + 15, f"{frames} frames are out", [run.process]
            )
            self.counters = run.get("/metrics")[1]
            run.terminate()
            self.assert_exit(run, 0, within=10)
        self.assertEqual(run.errors(), [])
        self.assertEqual(len(rtmp.recordings()), 1)
        self.recording = rtmp.recordings()[0]
        return run

    def assert_epochs(self, run, *causes):
        self.assertEqual([line["cause"] for line in run.lines("epoch begins") if "cause" in line], list(causes))
        for cause in set(causes):
            counted = re.search(rf'worker_epochs_total\{{[^}}]*cause="{cause}"[^}}]*\}} (\d+)', self.counters)
            self.assertEqual(int(counted[1]), causes.count(cause), cause)

    def assert_frames(self, files, lost):
        """The recording has the frames of the files, one file after the other, but for at most `lost` of them, in order
        and untouched."""
        sent = [unit for file in files for unit in comparison.video_units(file)]
        units = comparison.video_units(self.recording)
        found = comparison.compare_frames(sent, units)
        self.assertEqual((found.foreign, found.disordered), (0, 0), found)
        self.assertLessEqual(found.lost, lost, found)
        return units

    def assert_in_sync(self, file, at_least):
        """At least so many flashes were published with their beeps, all with the file's own offset."""
        source, output = (events.find_sync(decoded.decode(path)) for path in (file, self.recording))
        offsets = comparison.compare_offsets(source, output)
        self.assertGreaterEqual(len(offsets), at_least)
        self.assertEqual([offset for offset in offsets if not offset.in_bounds], [])

    def longest_step(self, units):
        return max(after.dts - before.dts for before, after in zip(units, units[1:]))


class ChangedPicture(ChangingSource):
    def test_another_size_is_an_epoch_of_the_same_publication(self):
        before, after = self.small(), self.small(width=640, height=360)
        run = self.carry(Chapter(before), Chapter(after))
        self.assert_epochs(run, "start", "format_change")
        units = self.assert_frames([before, after], lost=0)
        self.assertLess(self.longest_step(units), FRAME_SECONDS + LATE)
        (first, first_count), (second, _) = probe.picture_sizes(self.recording)
        self.assertEqual((first, first_count, second), ((320, 180), FRAMES, (640, 360)))
        self.assert_in_sync(before, at_least=2 * SECONDS - 4)


class JumpingTimestamps(ChangingSource):
    def assert_one_jump(self, shift, begin, lost):
        """The second half's timestamps are `shift` seconds from where they belong; it begins in the file at `begin`."""
        file = self.small()
        run = self.carry(Chapter(file, end=begin), Chapter(file, begin=begin, shift=shift), lost=lost)
        self.assert_epochs(run, "start", "jump")
        self.assertEqual(len(run.lines("timestamps jumped")), 1)
        units = self.assert_frames([file], lost)
        self.assertLess(self.longest_step(units), (lost + 1) * FRAME_SECONDS + LATE)
        self.assert_in_sync(file, at_least=SECONDS - 3)

    def test_ahead_at_a_keyframe_loses_nothing(self):
        self.assert_one_jump(+10, begin=4, lost=0)

    def test_back_at_a_keyframe_loses_nothing(self):
        self.assert_one_jump(-10, begin=4, lost=0)

    def test_ahead_between_keyframes_waits_for_the_next_one(self):
        self.assert_one_jump(+10, begin=3, lost=30)

    def test_back_between_keyframes_waits_for_the_next_one(self):
        self.assert_one_jump(-10, begin=3, lost=30)

    def test_ahead_and_back_again_are_two_epochs(self):
        file = self.small()
        chapters = Chapter(file, end=2), Chapter(file, begin=2, end=5, shift=10), Chapter(file, begin=5)
        run = self.carry(*chapters, lost=30)
        self.assert_epochs(run, "start", "jump", "jump")
        self.assert_frames([file], lost=30)
