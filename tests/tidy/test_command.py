"""The command, its allow-list and the format."""
import contextlib
import io
import subprocess
import sys
import unittest

from tidy_tree import CI, Tree  # first: it finds the rules
from tidy_rules import command, formatting


class AllowList(Tree):
    CODE = "std::unordered_map<int, int> table;\nstd::unordered_set<int> seen;\n"

    def allow(self, text):
        self.plant("ci/tidy_rules/allow.txt", text)

    def test_covers_the_line_that_it_names_and_no_other(self):
        self.plant("worker/core/x.cc", self.CODE)
        self.allow("# Why.\norder | worker/core/x.cc | unordered_map<int | looked up, never iterated\n")
        self.assertEqual([one.line for one in self.findings()], [2])

    def test_covers_a_whole_file_or_folder(self):
        self.plant("worker/core/x.cc", self.CODE)
        for path in ("worker/core/x.cc", "worker/core/"):
            self.allow(f"order | {path} | * | looked up, never iterated\n")
            self.assertEqual(self.findings(), [])

    def test_does_not_cover_another_rule_or_file(self):
        self.plant("worker/core/y.cc", "")
        self.plant("worker/core/x.cc", self.CODE)
        self.allow("clock | worker/core/x.cc | * | why\norder | worker/core/y.cc | * | why\n")
        self.assertEqual(len(self.findings()), 2)

    def test_refuses_a_line_without_a_reason(self):
        self.plant("worker/core/x.cc", self.CODE)
        self.allow("order | worker/core/x.cc | * |\n")
        with self.assertRaisesRegex(ValueError, "line 1.*reason"):
            self.findings()

    def test_refuses_a_line_for_a_file_that_is_gone(self):
        self.allow("order | worker/core/gone.cc | * | why\n")
        with self.assertRaisesRegex(ValueError, "gone.cc is gone: remove the line"):
            self.findings()


@unittest.skipUnless(formatting.installed(), "clang-format-14 is not installed")
class Format(Tree):
    def setUp(self):
        super().setUp()
        self.plant(".clang-format", "BasedOnStyle: Google\n")

    def test_catches_what_is_not_formatted_once_per_file(self):
        self.plant("worker/core/x.cc", "int a;\nint  b;\nint  c;\n")
        found = self.findings(with_format=True)
        self.assertEqual([(one.rule, one.path, one.line) for one in found], [("format", "worker/core/x.cc", 2)])
        self.assertIn("clang-format-14 -i worker/core/x.cc", str(found[0]))

    def test_accepts_what_is_formatted(self):
        self.plant("worker/core/x.cc", "int a;\nint b;\n")
        self.assertEqual(self.findings(with_format=True), [])

    def test_can_be_left_out(self):
        self.plant("worker/core/x.cc", "int  a;\n")
        self.assertEqual(self.findings(), [])


class Command(Tree):
    def tidy(self, *arguments):
        command_line = [sys.executable, str(CI / "tidy"), "--root", str(self.root), "--no-format", *arguments]
        return subprocess.run(command_line, capture_output=True, text=True, check=False)

    def test_exits_0_and_prints_no_finding_for_a_clean_tree(self):
        self.plant("worker/core/x.cc", "int a;\n")
        result = self.tidy()
        self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_exits_1_and_prints_place_rule_and_replacement(self):
        self.plant("worker/core/x.cc", "\nint n = rand();\n")
        result = self.tidy()
        self.assertEqual(result.returncode, 1)
        self.assertTrue(result.stdout.startswith("worker/core/x.cc:2: random: rand; instead: draw by name"))

    def test_looks_only_where_it_is_told_to(self):
        self.plant("worker/core/x.cc", "int n = rand();\n")
        self.plant("worker/base/y.cc", "int n = 1;\n")
        self.assertEqual(self.tidy("worker/base").returncode, 0)
        self.assertEqual(self.tidy("worker/core/x.cc").returncode, 1)

    def test_refuses_a_folder_that_is_not_there(self):
        result = self.tidy("worker/nowhere")
        self.assertEqual(result.returncode, 1)
        self.assertIn("no such file or folder: worker/nowhere", result.stderr)

    def test_leaves_other_folders_alone(self):
        self.plant("build/dev/x.cc", "int n = rand();\n")
        self.plant("worker/core/x.py", "rand()\n")
        self.assertEqual(self.tidy().returncode, 0)

    def test_says_how_many_files_it_saw(self):
        self.plant("worker/core/x.cc", "int a;\n")
        with contextlib.redirect_stderr(io.StringIO()) as said:
            command.main(["--root", str(self.root), "--no-format"])
        self.assertEqual(said.getvalue(), "ci/tidy: 1 files, no findings\n")
