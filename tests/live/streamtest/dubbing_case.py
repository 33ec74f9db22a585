"""What every live test case of dubbing starts from."""

from streamtest import account, case, dubbing, probe, sts, tone


def small_media(seconds):
    """A picture that costs nothing, for what is not judged by its picture."""
    return case.media(seconds=seconds, width=320, height=180, video_kbps=400)


class DubbingCase(case.LiveCase):
    """Short segments, so that much happens in little time."""

    SECONDS = 30
    SEGMENT_SECONDS = 2

    @property
    def segments(self):
        """How many there are."""
        return self.SECONDS // self.SEGMENT_SECONDS

    def start_sts(self, *faults, breaks=(), **options):
        """`breaks`: the events that the faults have it send against their schemas."""
        options.setdefault("mark_audio", True)
        return self.watched(sts.FakeSts(self.processes, *faults, **options), breaks)

    def start_dubbing(self, sts_url=None, mode="enabled", **settings):
        settings.setdefault("WORKER_SEGMENT_DURATION", f"{self.SEGMENT_SECONDS}s")
        self.dubbing = dubbing.Dubbing(self.processes, small_media(self.SECONDS), sts_url, mode, **settings)
        return self.dubbing

    def finish(self, code=0, margin=25):
        """Waits for the worker to end, at most `margin` seconds after the stream."""
        ended_with = self.dubbing.wait(self.SECONDS + margin)
        self.assertEqual(ended_with, code, f"{self.dubbing.worker.process.describe()}")

    def assert_viewers_saw_everything(self):
        """Every frame and every sound of the source, once, in order and in sync, whatever happened to the dub."""
        self.passage = self.dubbing.passage()
        self.assertEqual(len(self.passage.recordings), 1)
        self.assertTrue(self.passage.frames().identical, self.passage.frames())
        self.assertAlmostEqual(self.passage.audio_difference(), 0, delta=0.1)
        self.assertEqual(self.passage.output.decoded.gaps(), [])
        self.assertEqual(self.passage.missing_events(), 0)
        self.assertEqual([offset for offset in self.passage.offsets() if not offset.in_bounds], [])

    def assert_dub_is_heard(self, *services):
        """Where a dub was applied, and nowhere else: the services mark their audio with a tone."""
        heard = tone.marked_seconds(self.passage.output.decoded)
        self.assertEqual(heard, account.dubbed_seconds(self.dubbing, services))

    def assert_accounts(self, *services, **fallbacks):
        """The metrics agree with what the services and the disk say; `fallbacks` are all reasons with their numbers, or
        a range of them."""
        self.assertEqual(account.told(self.dubbing), account.counted(self.dubbing, services))
        found = account.reasons(self.dubbing)
        self.assertEqual(sum(found.values()), account.told(self.dubbing)[account.FALLBACKS])
        self.assertEqual(set(found), set(fallbacks), found)
        for reason, expected in fallbacks.items():
            self.assertIn(found[reason], expected if isinstance(expected, range) else [expected], reason)
        for service in services:
            self.assert_sequences(service)

    def assert_sequences(self, service):
        """Contiguous from 0 in each session, and no fragment twice."""
        for numbers in service.sequences():
            self.assertEqual(numbers, list(range(len(numbers))))
        ids = [line["fragment_id"] for line in service.fragments()]
        self.assertEqual(len(ids), len(set(ids)))

    def assert_segment_files(self, count, dubbed):
        """All segments are on the disk, whole; so many of them with the reply."""
        found = self.dubbing.segments.by_batch()
        self.assertEqual(list(found), list(range(count)))
        self.assertEqual(self.dubbing.segments.others(), [])
        for files in found.values():
            self.assertLessEqual({"video.mp4", "audio.m4a", ".json"}, set(files))
            for kind in set(files) - {".json"}:
                self.assertGreater(probe.probe(files[kind]).duration, 0, files[kind])
        self.assertEqual(sum("dubbed.m4a" in files for files in found.values()), dubbed)
