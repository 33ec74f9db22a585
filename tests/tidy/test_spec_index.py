"""ci/spec_index: each way in which the index of the spec and the tree can part is caught."""
import runpy
import sys
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "ci" / "spec_index"
sys.path.insert(0, str(SCRIPT.parent))
index = runpy.run_path(str(SCRIPT), run_name="spec_index")

ROW = "| US1-1 | words | `calm` | `Suite.Name` |\n"


class SpecIndex(unittest.TestCase):
    def findings(self, text=ROW, clauses=("US1-1",), scenarios=None, tests=("Suite.Name",)):
        scenarios = {"calm": ["US1-1"]} if scenarios is None else scenarios
        return list(index["check"](clauses, index["read_index"](text), scenarios, set(tests)))

    def test_accepts_what_is_true(self):
        self.assertEqual(self.findings(), [])

    def test_catches_a_clause_that_is_missing(self):
        self.assertEqual(self.findings(clauses=("US1-1", "EC-1")), ["EC-1: not in the index"])

    def test_catches_a_clause_that_nothing_holds(self):
        text = "| US1-1 | words |  |  |\n"
        self.assertEqual(self.findings(text, scenarios={}), ["US1-1: neither a scenario nor a test holds it"])

    def test_catches_a_clause_that_is_none(self):
        self.assertEqual(self.findings(ROW + "| US9-9 | words |  | `Suite.Name` |\n"), ["US9-9: in the index, but no clause"])

    def test_catches_a_scenario_that_does_not_exist(self):
        self.assertEqual(self.findings(scenarios={}), ["US1-1: scenario calm does not exist"])

    def test_catches_a_scenario_that_covers_something_else(self):
        self.assertEqual(self.findings(scenarios={"calm": []}), ["US1-1: scenario calm does not say that it covers it"])

    def test_catches_a_scenario_that_the_index_leaves_out(self):
        scenarios = {"calm": ["US1-1"], "storm": ["US1-1"]}
        self.assertEqual(self.findings(scenarios=scenarios), ["US1-1: scenario storm covers it and is not in the index"])

    def test_catches_a_test_that_does_not_exist(self):
        self.assertEqual(self.findings(tests=()), ["US1-1: test Suite.Name does not exist"])

    def test_knows_every_clause_once(self):
        clauses = list(index["all_clauses"]())
        self.assertEqual(len(clauses), len(set(clauses)))
        self.assertEqual(len(clauses), 31 + 9 + 52 + 8 + 11)

    def test_finds_tests_of_both_languages(self):
        tests = index["read_tests"](SCRIPT.parents[1])
        self.assertIn("RunCase.HoldsAPlainStream", tests)
        self.assertIn("test_spec_index.SpecIndex.test_accepts_what_is_true", tests)


if __name__ == "__main__":
    unittest.main()
