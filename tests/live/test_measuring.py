"""The measuring measured: files whose error is known must be measured as having it."""

import shutil
import statistics
import subprocess

from streamtest import case, comparison, decoded, events, report

TOLERANCE = 0.002  # seconds


def small(**parameters):
    return case.media(seconds=12, width=160, height=90, video_kbps=200, **parameters)


def sync_of(path):
    return events.find_sync(decoded.decode(path))


def remuxed(test, path):
    """The file in FLV, as a recording is."""
    folder = case.run_folder(test.id())
    test.addCleanup(shutil.rmtree, folder)
    argv = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-c", "copy", str(folder / "copy.flv")]
    subprocess.run(argv, check=True)
    return folder / "copy.flv"


class MeasuringCase(case.CtestCase):
    LABEL = "unit"


class OffsetMeasuring(MeasuringCase):
    def assert_measured(self, audio_shift_ms):
        offsets = comparison.compare_offsets(sync_of(small()), sync_of(small(audio_shift_ms=audio_shift_ms)))
        self.assertGreaterEqual(len(offsets), 10)
        for offset in offsets:
            self.assertAlmostEqual(offset.value, audio_shift_ms / 1000, delta=TOLERANCE)
        return offsets

    def test_finds_none_where_there_is_none(self):
        self.assertTrue(all(offset.in_bounds for offset in self.assert_measured(0)))

    def test_early_audio_is_negative(self):
        self.assertTrue(all(offset.in_bounds for offset in self.assert_measured(-50)))

    def test_late_audio_is_positive_and_out_of_bounds(self):
        self.assertFalse(any(offset.in_bounds for offset in self.assert_measured(120)))

    def test_a_whole_second_late_is_seen_by_the_double_events(self):
        self.assertFalse(any(offset.in_bounds for offset in self.assert_measured(1000)))

    def test_a_whole_second_early_is_seen_by_the_double_events(self):
        self.assert_measured(-1000)

    def test_the_source_itself_is_in_sync(self):
        offsets = [pair.offset for pair in sync_of(small()).pairs]
        self.assertEqual(len(offsets), 11)
        self.assertAlmostEqual(statistics.median(offsets), 0, delta=TOLERANCE)

    def test_another_container_without_edit_list_measures_the_same(self):
        with_offsets = comparison.compare_offsets(sync_of(small()), sync_of(remuxed(self, small())))
        for offset in with_offsets:
            self.assertAlmostEqual(offset.value, 0, delta=TOLERANCE)


class EventMatching(MeasuringCase):
    @staticmethod
    def seconds(first, last, shift=0.0):
        return [events.Event(second + shift, second % 10 == 0) for second in range(first, last + 1)]

    def test_a_start_that_is_missing_is_no_shift(self):
        self.assertEqual(events.match(self.seconds(4, 12), self.seconds(1, 12)), [(i, i + 3) for i in range(9)])

    def test_a_missing_event_leaves_its_counterpart_alone(self):
        beeps = [event for event in self.seconds(1, 12) if event.time != 5]
        self.assertNotIn(4, [i for i, _ in events.match(self.seconds(1, 12), beeps)])

    def test_nothing_matches_nothing(self):
        self.assertEqual(events.match([], self.seconds(1, 12)), [])


class FrameComparing(MeasuringCase):
    @staticmethod
    def units(digests):
        return [comparison.AccessUnit(0.1 * place, 0.1 * place, digest) for place, digest in enumerate(digests)]

    def compare(self, output):
        return comparison.compare_frames(self.units("abcdef"), self.units(output))

    def test_the_same_frames_are_identical(self):
        self.assertTrue(self.compare("abcdef").identical)

    def test_a_lost_frame_is_counted(self):
        found = self.compare("abdef")
        self.assertEqual((found.lost, found.foreign, found.disordered, found.identical), (1, 0, 0, False))

    def test_frames_in_another_order_are_counted(self):
        self.assertEqual(self.compare("abdcef").disordered, 1)

    def test_a_repeated_frame_is_foreign(self):
        self.assertEqual(self.compare("abcddef").foreign, 1)

    def test_a_changed_frame_is_lost_and_foreign(self):
        found = self.compare("abcxef")
        self.assertEqual((found.lost, found.foreign), (1, 1))

    def test_a_timestamp_that_stands_still_is_disorder(self):
        output = self.units("abcdef")
        output[3] = comparison.AccessUnit(output[2].dts, output[3].pts, "d")
        self.assertEqual(comparison.compare_frames(self.units("abcdef"), output).disordered, 1)

    def test_a_frame_shown_late_is_measured(self):
        output = self.units("abcdef")
        output[3] = comparison.AccessUnit(output[3].dts, output[3].pts + 0.04, "d")
        self.assertAlmostEqual(comparison.compare_frames(self.units("abcdef"), output).largest_pts_error, 0.04)

    def test_real_frames_keep_their_bytes_through_a_remux(self):
        source, copy = comparison.video_units(small()), comparison.video_units(remuxed(self, small()))
        self.assertEqual(len(source), 12 * 30)
        self.assertTrue(comparison.compare_frames(source, copy).identical)


class Reporting(MeasuringCase):
    FIGURES = (report.Figure("exit code", "0", "0"), report.Figure("first <output>", "2.0 s", "<= 1 s", holds=False))

    def test_the_table_names_what_is_out_of_bounds(self):
        lines = report.table(self.FIGURES).splitlines()
        self.assertNotIn("OUT OF BOUNDS", lines[0])
        self.assertTrue(lines[1].endswith("OUT OF BOUNDS"))

    def test_the_page_draws_every_event_and_escapes_text(self):
        sync = sync_of(small())
        page = report.page("a run", self.FIGURES, sync, sync, comparison.compare_offsets(sync, sync))
        self.assertEqual(page.count('<rect class="flash"'), 2 * 11)
        self.assertEqual(page.count('<circle class="good"'), 11)
        self.assertIn("first &lt;output&gt;", page)

    def test_lanes_stand_above_the_flashes_and_widen_the_page(self):
        sync = sync_of(small())
        spans = [report.Span(0, 6, "dubbed", "segment 0: <dubbed>"), report.Span(6, 20, "original", "segment 1", 1, 2)]
        page = report.page("a run", self.FIGURES, sync, sync, (), [("segments", spans)])
        self.assertIn("<title>segment 0: &lt;dubbed&gt;</title>", page)
        self.assertLess(page.index(">segments</text>"), page.index(">source flashes</text>"))
        self.assertIn(">20 s</text>", page)
        self.assertIn("original sound", page)

    def test_every_colour_of_the_legend_has_a_style(self):
        for kind, _ in report.LEGEND:
            self.assertIn(f".{kind} {{ fill", report.STYLE)
            self.assertIn(f".{kind}-key {{", report.STYLE)
