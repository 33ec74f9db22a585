"""Conformity with .clang-format, where clang-format 14 is installed. Other versions format differently."""
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from .source import Finding

PROGRAM = "clang-format-14"
COMPLAINT = re.compile(r"^(?P<path>[^:\n]+):(?P<line>\d+):\d+: error: code should be clang-formatted", re.MULTILINE)


def installed():
    return shutil.which(PROGRAM) is not None


def check(paths, root):
    """One finding for each file that is not formatted, at its first such line."""
    jobs = os.cpu_count() or 1
    shares = [paths[first::jobs] for first in range(jobs)]
    with ThreadPoolExecutor(jobs) as pool:
        for output in pool.map(lambda share: complaints(share, root), filter(None, shares)):
            seen = set()
            for match in COMPLAINT.finditer(output):
                if match["path"] not in seen:
                    seen.add(match["path"])
                    yield Finding(match["path"], int(match["line"]), "format", "not formatted", f"{PROGRAM} -i {match['path']}")


def complaints(paths, root):
    command = [PROGRAM, "--dry-run", "-Werror", "--ferror-limit=1", *paths]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stderr
