"""A disk that does not take what it is given. Viewers do not care, and nor does the dub."""

import json
import pathlib

from streamtest import account, full_disk, probe, worker
from streamtest.dubbing_case import DubbingCase

STORAGE_ERRORS = "worker_segment_write_failures_total"


class Storage(DubbingCase):
    def assert_told_once(self, run, text, at_least):
        """Counted each time, and said once."""
        self.assertGreaterEqual(run.worker.scrape().value(STORAGE_ERRORS), at_least)
        lines = [line for line in run.worker.log() if text in json.dumps(line)]
        self.assertEqual(len(lines), 1, lines)

    def assert_dubbed_all_the_same(self, run, sts):
        self.assert_viewers_saw_everything()
        self.assertEqual(len(sts.applied()), self.segments)
        metrics = run.worker.scrape()
        self.assertEqual(metrics.value(account.FRAGMENTS), self.segments)
        self.assertEqual(metrics.value(account.FALLBACKS), 0)


class Full(Storage):
    def test_disk_that_fills_and_empties_again_loses_only_files(self):
        folder = pathlib.Path(self.processes.directory) / "segments"
        disk = full_disk.FullDisk(self.processes, folder)
        sts = self.start_sts()
        run = self.start_dubbing(sts.url, WORKER_SEGMENT_DIR=str(folder), **disk.environment())
        run.wait_until(lambda: 2 in run.segments.by_batch(), 20, "the third segment is on the disk")
        disk.fill()
        run.wait_until(lambda: len(sts.fragments()) == 7, 20, "four more fragments were sent")
        disk.free()
        self.finish()
        self.assert_dubbed_all_the_same(run, sts)
        self.assert_told_once(run, "No space left on device", at_least=4)
        found = run.segments.by_batch()
        self.assertIn(self.segments - 1, found)
        self.assertLess(len(found), self.segments)
        self.assertEqual(run.segments.others(), [])
        for files in found.values():
            for kind in set(files) - {".json"}:
                self.assertGreater(probe.probe(files[kind]).duration, 0)


class Unwritable(Storage):
    SECONDS = 20

    def test_folder_that_is_lost_on_the_way_is_no_matter(self):
        # Even root cannot make a folder where a file is.
        sts = self.start_sts()
        run = self.start_dubbing(sts.url)
        run.wait_until(lambda: len(run.segments.by_batch().get(1, ())) == 4, 20, "the second segment is on the disk")
        # Nothing is written until the next one is complete.
        run.segments.folder.rename(run.segments.root / "elsewhere")
        run.segments.folder.write_text("in the way")
        self.finish()
        self.assert_dubbed_all_the_same(run, sts)
        self.assert_told_once(run, "Not a directory", at_least=4)

    def test_folder_that_cannot_be_made_is_a_bad_setting(self):
        blocked = pathlib.Path(self.processes.directory) / "blocked"
        blocked.write_text("in the way")
        argv = [worker.binary(), "run", "--stream-id", "test", "--sts-mode", "disabled"]
        settings = {"WORKER_SEGMENT_DIR": str(blocked / "segments"), "WORKER_METRICS_PORT": "0"}
        process = self.processes.start("call", argv, worker.environment(**settings))
        self.assertEqual(process.wait(10), 2, process.describe())
        said = process.stdout() + process.stderr()
        self.assertIn(str(blocked), said)
        self.assertNotIn("opening the input", said)
