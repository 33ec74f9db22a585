"""ci/fuzz with targets that are scripts of a few lines: what it does with what a fuzzer says, leaves behind and finds."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

COMMAND = Path(__file__).resolve().parents[2] / "ci" / "fuzz"

# Says what libFuzzer says; PLANTED is what it leaves where findings go.
TARGET = """#!{python}
import sys
options = dict(word[1:].split("=", 1) for word in sys.argv[1:] if word.startswith("-"))
if "minimize_crash" in options:
    open(options["exact_artifact_path"], "w").write("small")
    sys.exit(0)
print("#2\\tINITED cov: 10 ft: 20 corp: 2/30b exec/s: 0 rss: 30Mb")
print("#77\\tDONE   cov: 12 ft: 25 corp: 3/40b exec/s: 0 rss: 30Mb")
print("dictionary:", options.get("dict", "none"))
planted = {planted!r}
if planted:
    open(options["artifact_prefix"] + planted, "w").write("a large input")
    sys.exit(77)
sys.exit({code})
"""


class FuzzCommand(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        self.programs = self.root / "programs"
        for part in ("programs", "fuzz/corpus", "fuzz/dictionaries"):
            (self.root / part).mkdir(parents=True)

    def plant(self, name, planted="", code=0):
        (self.root / "fuzz" / f"{name}.cc").touch()
        program = self.programs / name
        program.write_text(TARGET.format(python=sys.executable, planted=planted, code=code))
        os.chmod(program, 0o755)

    def run_command(self, *arguments):
        return subprocess.run([sys.executable, "-B", str(COMMAND), "--root", str(self.root), "--programs",
                               str(self.programs), *arguments], capture_output=True, text=True, timeout=50)

    def findings(self):
        return sorted((self.root / "build/fuzz-findings").rglob("*-*"))

    def test_says_what_each_target_reached(self):
        self.plant("a_fuzz")
        self.plant("b_fuzz")
        done = self.run_command("--minutes", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = json.loads((self.root / "build/fuzz-work/summary.json").read_text())
        self.assertEqual(sorted(row["target"] for row in rows), ["a_fuzz", "b_fuzz"])
        self.assertEqual([(row["executions"], row["coverage"], row["features"]) for row in rows], [(77, 12, 25)] * 2)
        self.assertIn("154 executions of 2 targets, 0 findings", done.stdout)

    def test_runs_only_the_targets_that_are_named_with_their_dictionary(self):
        self.plant("a_fuzz")
        self.plant("b_fuzz", planted="crash-1")
        (self.root / "fuzz/dictionaries/a_fuzz.dict").write_text('"word"\n')
        self.assertEqual(self.run_command("--minutes", "1", "a_fuzz").returncode, 0)
        self.assertIn("a_fuzz.dict", (self.root / "build/fuzz-work/a_fuzz/log").read_text())

    def test_keeps_a_crash_minimised_and_says_how_to_repeat_it(self):
        self.plant("a_fuzz", planted="crash-1")
        done = self.run_command("--minutes", "1")
        self.assertEqual(done.returncode, 1)
        [finding] = self.findings()
        self.assertEqual(finding.read_text(), "small")
        self.assertIn(f"{self.programs}/a_fuzz {finding}", done.stdout)

    def test_keeps_a_hang_as_it_is(self):
        self.plant("a_fuzz", planted="timeout-1")
        self.assertEqual(self.run_command("--minutes", "1").returncode, 1)
        self.assertEqual([path.read_text() for path in self.findings()], ["a large input"])

    def test_a_slow_input_is_no_finding(self):
        self.plant("a_fuzz", planted="slow-unit-1")
        self.assertEqual(self.run_command("--minutes", "1").returncode, 0)

    def test_a_target_that_cannot_run_is_no_success(self):
        self.plant("a_fuzz", code=1)
        done = self.run_command("--minutes", "1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("a_fuzz ended with 1", done.stderr)

    def test_refuses_wrong_arguments_in_one_line(self):
        self.plant("a_fuzz")
        for arguments in ([], ["--minutes", "0"], ["--minutes", "soon"], ["--minutes", "1", "--jobs", "0"],
                          ["--minutes", "1", "none_fuzz"]):
            with self.subTest(arguments=arguments):
                done = self.run_command(*arguments)
                self.assertEqual(done.returncode, 2)
                self.assertIn("ci/fuzz:", done.stderr.splitlines()[-1])
        self.assertIn("a_fuzz", self.run_command("--minutes", "1", "none_fuzz").stderr)


if __name__ == "__main__":
    unittest.main()
