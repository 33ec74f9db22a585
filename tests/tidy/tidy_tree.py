"""A small tree to run ci/tidy on; imported by every test here, since it also finds the rules."""
import sys
import tempfile
import unittest
from pathlib import Path

CI = Path(__file__).resolve().parents[2] / "ci"
sys.path.insert(0, str(CI))

from tidy_rules import command  # noqa: E402  (the path comes first)


class Tree(unittest.TestCase):
    """A tree in a temporary folder: plant() puts files in, findings() is what ci/tidy says of it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()

    def plant(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def findings(self, *paths, with_format=False):
        return command.run(self.root, paths, with_format)[0]

    def assert_caught(self, rule, instead, path, text, line=1):
        """That planting `text` gives exactly one finding: of this rule, there, with this replacement."""
        self.plant(path, text)
        found = self.findings()
        self.assertEqual([(one.rule, one.path, one.line) for one in found], [(rule, path, line)])
        self.assertIn(instead, str(found[0]))

    def assert_passes(self, path, text):
        self.plant(path, text)
        self.assertEqual([str(one) for one in self.findings()], [])
