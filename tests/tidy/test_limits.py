"""ci/limits: each way in which the table of limits and the tree can part is caught."""
import runpy
import sys
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "ci" / "limits"
sys.path.insert(0, str(SCRIPT.parent))
limits = runpy.run_path(str(SCRIPT), run_name="limits")

HEAD = "| what | limit | where | above it | test |\n|---|---|---|---|---|\n"
ROW = HEAD + "| ids | 256 | `kMaxIds` in `contracts/limits.h` | refused | `Limits.OfIds` |\n"
SOURCES = {"contracts/limits.h": "inline constexpr std::size_t kMaxIds = 256;\ninline constexpr int64_t kMinIds = 1;\n"}


class Limits(unittest.TestCase):
    def findings(self, text=ROW, sources=None, tests=("Limits.OfIds",)):
        sources = SOURCES if sources is None else sources
        return list(limits["check"](list(limits["read_rows"](text)), sources.get, set(tests)))

    def test_accepts_what_is_true(self):
        self.assertEqual(self.findings(), [])

    def test_accepts_a_file_without_a_constant(self):
        text = ROW + "| age | a setting | `a/b.h` | removed | `Limits.OfIds` |\n"
        self.assertEqual(self.findings(text, {**SOURCES, "a/b.h": ""}), [])

    def test_catches_a_constant_that_is_elsewhere(self):
        sources = {**SOURCES, "a/b.h": "constexpr int kOther = 1;  // not kMaxIds"}
        text = ROW + "| ids | 256 | `kMaxIds` in `a/b.h` | refused | `Limits.OfIds` |\n"
        self.assertEqual(self.findings(text, sources), ["ids: no kMaxIds in a/b.h"])

    def test_catches_a_file_that_is_not_there(self):
        text = ROW + "| age | a setting | `a/b.h` | removed | `Limits.OfIds` |\n"
        self.assertEqual(self.findings(text), ["age: no file a/b.h"])

    def test_catches_a_row_that_says_no_place(self):
        text = ROW + "| age | a setting | somewhere | removed | `Limits.OfIds` |\n"
        self.assertEqual(self.findings(text), ["age: no file named"])

    def test_catches_a_limit_without_a_test(self):
        self.assertEqual(self.findings(ROW.replace("`Limits.OfIds`", "none yet")), ["ids: no test reaches it"])

    def test_catches_a_test_that_does_not_exist(self):
        self.assertEqual(self.findings(tests=()), ["ids: test Limits.OfIds does not exist"])

    def test_catches_a_limit_that_is_left_out(self):
        self.assertEqual(self.findings(HEAD), ["contracts/limits.h: kMaxIds is not in the table"])


if __name__ == "__main__":
    unittest.main()
