#!/usr/bin/env python3
"""Runs the named tests (module, module.Class or module.Class.method) and says how to run a failed one again.

The files of a test that passed are removed; those of one that failed stay for a look.
"""

import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from streamtest import case, worker  # noqa: E402  (needs the path above)


def again(name):
    variables = f"STREAM_WORKER={worker.binary()} STREAM_WORKER_LIVE_FOLDER={case.work_folder()}"
    return f"Files: {case.work_folder() / 'runs'}\nAgain: {variables} {pathlib.Path(__file__).resolve()} {name}"


def main():
    names = sys.argv[1:]
    result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromNames(names))
    if not result.wasSuccessful():
        print(again(" ".join(names)), file=sys.stderr)
        return 1
    for folder in (case.work_folder() / "runs").glob("*"):
        if any(folder.name == name or folder.name.startswith(name + ".") for name in names):
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
