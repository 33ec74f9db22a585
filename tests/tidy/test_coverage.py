"""ci/coverage: figures are summed by folder, and a folder below its floor is told with the files that lack most."""
import json
import runpy
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "ci" / "coverage_floors.py"
floors = runpy.run_path(str(SCRIPT), run_name="coverage_floors")


def summary(*files):
    """As gcovr writes it: (name, lines, lines run, branches, branches taken) of each file."""
    keys = ("filename", "line_total", "line_covered", "branch_total", "branch_covered")
    return json.dumps({"root": ".", "files": [dict(zip(keys, one)) for one in files]})


def report(table, *files):
    return floors["report"](floors["read_summary"](summary(*files)), table)


class Coverage(unittest.TestCase):
    def test_sums_the_files_of_a_folder(self):
        files = floors["read_summary"](summary(("sim/a.cc", 10, 9, 4, 1), ("sim/x/b.cc", 10, 7, 4, 2)))
        total = floors["by_folder"](files, ["sim"])["sim"]
        self.assertEqual((total.line_percent, total.branch_percent), (80.0, 37.5))

    def test_does_not_count_a_folder_whose_name_begins_alike(self):
        files = floors["read_summary"](summary(("sim/a.cc", 10, 9, 0, 0), ("simple/b.cc", 10, 0, 0, 0)))
        self.assertEqual(floors["by_folder"](files, ["sim"])["sim"].lines, 10)

    def test_counts_every_file_in_all(self):
        _, below = report({"all": 50}, ("sim/a.cc", 10, 10, 0, 0), ("fakes/b.cc", 10, 0, 0, 0))
        self.assertEqual(below, [])

    def test_lets_a_folder_at_its_floor_pass(self):
        self.assertEqual(report({"sim": 90}, ("sim/a.cc", 10, 9, 0, 0))[1], [])

    def test_tells_a_folder_below_its_floor(self):
        lines, below = report({"sim": 90}, ("sim/a.cc", 1000, 899, 0, 0))
        self.assertEqual(below, ["sim"])
        self.assertIn("BELOW", lines[1])

    def test_names_the_files_that_lack_most_first(self):
        lines, _ = report({"sim": 90}, ("sim/a.cc", 100, 90, 0, 0), ("sim/b.cc", 100, 10, 0, 0), ("sim/c.cc", 5, 5, 0, 0))
        self.assertEqual([line.split()[-1] for line in lines[-2:]], ["sim/b.cc", "sim/a.cc"])

    def test_a_folder_of_which_nothing_was_measured_is_below(self):
        self.assertEqual(report({"sim": 90, "fakes": None}, ("fakes/b.cc", 10, 10, 0, 0))[1], ["sim"])

    def test_only_shows_a_folder_without_a_floor(self):
        self.assertEqual(report({"worker/app": None}, ("worker/app/a.cc", 10, 0, 0, 0))[1], [])

    def test_a_folder_below_its_floor_is_the_exit_code(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(summary(("sim/a.cc", 10, 0, 0, 0)))
            file.flush()
            self.assertEqual(floors["main"]([file.name]), 1)

    def test_has_the_floors_of_the_design(self):
        ninety = [folder for folder, floor in floors["FLOORS"].items() if floor == 90]
        self.assertEqual(ninety, ["contracts", "worker/core", "worker/protocol", "worker/engine", "fakes", "sim"])
        self.assertEqual(floors["FLOORS"]["all"], 80)


if __name__ == "__main__":
    unittest.main()
