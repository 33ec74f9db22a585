"""A minute of stream dubbed by an echo, judged from every side."""

from streamtest import account, case, dubbing, probe, processes, sts, tone

SECONDS = 60
SEGMENTS = 10
MAX_RUN_SECONDS = 90  # spec 018
SEGMENT_SECONDS = 6
SEGMENT_TOLERANCE = 0.1


class WholeDub(case.CtestCase):
    """Dubbed once; each test judges another side of it."""

    SERIAL = True
    ONE_RUN = True
    TIMEOUT = 240  # the fixture's encoding included

    @classmethod
    def setUpClass(cls):
        file = case.media(seconds=SECONDS)
        with processes.Processes(case.run_folder(f"{cls.__module__}.{cls.__name__}")) as children:
            cls.sts = sts.FakeSts(children, processing_delay_ms=300, mark_audio=True)
            cls.dubbing = dubbing.Dubbing(children, file, cls.sts.url)
            cls.dubbing.wait(MAX_RUN_SECONDS + 30)
            cls.sts.process.terminate()
            cls.passage = cls.dubbing.passage()
            cls.batches = cls.dubbing.segments.by_batch()

    def test_ends_with_success_in_time_and_without_an_error_line(self):
        self.assertEqual(self.passage.exit_code, 0)
        self.assertEqual(self.passage.worker.errors(), [])
        process = self.passage.worker.process
        self.assertLess(process.ended_at - process.started_at, MAX_RUN_SECONDS)

    def test_every_segment_is_sent_once_and_applied(self):
        self.assertEqual(self.sts.sequences(), [list(range(SEGMENTS))])
        self.assertEqual(self.sts.applied(), [line["fragment_id"] for line in self.sts.fragments()])

    def test_every_message_keeps_its_schema(self):
        self.assertGreaterEqual(len(self.sts.records()), 4 * SEGMENTS)
        self.assertEqual(self.sts.breaches(), [])

    def test_session_begins_and_ends_as_it_should(self):
        (init,) = self.sts.received("stream:init")
        self.assertEqual(init["stream_id"], "test")
        self.assertEqual(len(self.sts.received("stream:end")), 1)
        self.assertEqual(len(self.sts.sent("stream:complete")), 1)
        opened = [line for line in self.sts.records() if line["kind"] == "opened"]
        self.assertEqual(len(opened), 1)

    def test_metrics_are_what_was_counted(self):
        self.assertEqual(account.told(self.dubbing), account.counted(self.dubbing, [self.sts]))
        metrics = self.passage.worker.scrape()
        self.assertEqual(metrics.value(account.FRAGMENTS), SEGMENTS)
        self.assertEqual(metrics.value(account.FALLBACKS), 0)
        self.assertEqual(metrics.count(account.ROUND_TRIPS), SEGMENTS)
        self.assertEqual(account.breaker_states(self.dubbing), [0])

    def test_sync_stayed_below_its_bound_by_the_worker_s_own_account(self):
        deltas = [metrics.value(account.SYNC) for _, metrics in self.passage.worker.samples]
        self.assertLess(max(abs(delta) for delta in deltas), 120)

    def test_segments_lie_on_the_disk_with_their_replies(self):
        self.assertEqual(list(self.batches), list(range(SEGMENTS)))
        self.assertEqual(self.dubbing.segments.others(), [])
        for files in self.batches.values():
            self.assertEqual(set(files), {"video.mp4", "audio.m4a", "dubbed.m4a", ".json"})

    def test_segment_files_are_valid_and_6_s_long(self):
        for batch, files in self.batches.items():
            for name, kind in (("video.mp4", "video"), ("audio.m4a", "audio"), ("dubbed.m4a", "audio")):
                found = probe.probe(files[name])
                self.assertEqual([stream.kind for stream in found.streams], [kind])
                self.assertAlmostEqual(found.duration, SEGMENT_SECONDS, delta=SEGMENT_TOLERANCE, msg=f"{batch} {name}")

    def test_metadata_say_what_each_segment_is(self):
        sent = {line["fragment_id"] for line in self.sts.fragments()}
        for batch in self.batches:
            found = self.dubbing.segments.metadata(batch)
            self.assertEqual((found["stream_id"], found["batch_number"]), ("test", batch))
            self.assertIn(found["fragment_id"], sent)
            self.assertAlmostEqual(found["t0_ns"] / 1e9, SEGMENT_SECONDS * batch, delta=SEGMENT_TOLERANCE)
            self.assertAlmostEqual(found["duration_ns"] / 1e9, SEGMENT_SECONDS, delta=SEGMENT_TOLERANCE)

    def test_fragment_lines_of_the_log_carry_their_ids(self):
        lines = [line for line in self.passage.worker.log() if "fragmentId" in line]
        self.assertEqual({line["fragmentId"] for line in lines}, {line["fragment_id"] for line in self.sts.fragments()})
        for line in lines:
            self.assertIn("batchNumber", line)
        self.assertGreaterEqual(len([line for line in lines if "sequenceNumber" in line]), SEGMENTS)

    def test_carries_h264_and_aac(self):
        video = self.passage.output.media.stream("video")
        audio = self.passage.output.media.stream("audio")
        self.assertEqual((video.codec, video.width, video.height), ("h264", 1280, 720))
        self.assertEqual((audio.codec, audio.sample_rate, audio.channels), ("aac", 48000, 2))

    def test_publishes_once_and_every_video_frame_keeps_its_bytes_and_its_place(self):
        self.assertEqual(len(self.passage.recordings), 1)
        frames = self.passage.frames()
        self.assertEqual(frames.sent, SECONDS * 30)
        self.assertTrue(frames.identical, frames)
        self.assertLessEqual(frames.largest_pts_error, 0.0011)

    def test_the_sound_has_the_source_s_length_and_no_hole(self):
        self.assertAlmostEqual(self.passage.audio_difference(), 0, delta=0.1)
        self.assertEqual(self.passage.output.decoded.gaps(), [])

    def test_every_flash_has_its_beep_in_sync(self):
        self.assertEqual(len(self.passage.source.sync.pairs), SECONDS - 1)
        self.assertEqual(self.passage.missing_events(), 0)
        for offset in self.passage.offsets():
            self.assertTrue(offset.in_bounds, offset)

    def test_what_viewers_hear_is_the_dub(self):
        """The fake STS marks its audio with a tone that the source has nowhere."""
        heard = tone.marked_seconds(self.passage.output.decoded)
        self.assertEqual(tone.marked_seconds(self.passage.source.decoded), [])
        self.assertEqual(len(heard), SECONDS, heard)
