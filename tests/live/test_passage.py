"""A whole stream from source to server, judged from outside."""

from streamtest import case, passage, processes

SECONDS = 60


class WholeStream(case.CtestCase):
    """One minute, carried once; each test judges another side of it."""

    SERIAL = True
    ONE_RUN = True
    TIMEOUT = 240  # the fixture's encoding included

    @classmethod
    def setUpClass(cls):
        file = case.media(seconds=SECONDS)
        with processes.Processes(case.run_folder(f"{cls.__module__}.{cls.__name__}")) as children:
            cls.passage = passage.carry(children, file, SECONDS)

    def test_ends_with_success_and_without_an_error_line(self):
        self.assertEqual(self.passage.exit_code, 0)
        self.assertEqual(self.passage.worker.errors(), [])
        self.assertEqual(len(self.passage.worker.lines("the input has ended")), 1)

    def test_publishes_once(self):
        self.assertEqual(len(self.passage.recordings), 1)

    def test_every_log_line_carries_the_three_ids(self):
        for line in self.passage.worker.log():
            self.assertEqual(line["streamId"], "test", line)
            for name in ("time", "level", "component", "message", "runId", "instanceId"):
                self.assertTrue(line[name], line)

    def test_first_output_within_a_second_of_the_first_idr(self):
        self.assertLessEqual(self.passage.since_first_idr_ms, 1000)
        # Connecting, describing and the wait for the IDR come on top: this bounds them all from outside.
        self.assertLessEqual(self.passage.first_output_seconds, 2.0)

    def test_carries_h264_and_aac(self):
        video = self.passage.output.media.stream("video")
        audio = self.passage.output.media.stream("audio")
        self.assertEqual((video.codec, video.width, video.height), ("h264", 1280, 720))
        self.assertEqual((audio.codec, audio.profile, audio.sample_rate, audio.channels), ("aac", "LC", 48000, 2))

    def test_every_video_frame_keeps_its_bytes_and_its_place(self):
        frames = self.passage.frames()
        self.assertEqual(frames.sent, SECONDS * 30)
        self.assertTrue(frames.identical, frames)

    def test_every_video_frame_is_shown_at_its_time(self):
        # FLV counts in milliseconds: half of one is lost to rounding at both ends of the distance.
        self.assertLessEqual(self.passage.frames().largest_pts_error, 0.0011)

    def test_the_sound_has_the_source_s_length_and_no_hole(self):
        self.assertAlmostEqual(self.passage.audio_difference(), 0, delta=0.1)
        self.assertEqual(self.passage.output.decoded.gaps(), [])

    def test_every_flash_has_its_beep_in_sync(self):
        self.assertEqual(len(self.passage.source.sync.pairs), SECONDS - 1)
        self.assertEqual(self.passage.missing_events(), 0)
        for offset in self.passage.offsets():
            self.assertTrue(offset.in_bounds, offset)
