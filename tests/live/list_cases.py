#!/usr/bin/env python3
"""Prints one line per ctest entry of the given modules: name;label;timeout;serial|parallel. CMake reads it."""

import importlib
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def test_cases(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from test_cases(item)
        else:
            yield item


def main():
    entries = {}
    for name in sys.argv[1:]:
        for test in test_cases(unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(name))):
            entry = test.id().rpartition(".")[0] if test.ONE_RUN else test.id()
            entries[entry] = f"{test.LABEL};{test.TIMEOUT};{'serial' if test.SERIAL else 'parallel'}"
    for entry, properties in entries.items():
        print(f"{entry};{properties}")


if __name__ == "__main__":
    main()
