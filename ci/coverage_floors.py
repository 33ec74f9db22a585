#!/usr/bin/env python3
"""Line and branch coverage of each folder, and whether each is above its floor.

    ci/coverage_floors.py SUMMARY.json    of `gcovr --json-summary`, with file names from the root of the tree

Prints a table, and for each folder below its floor the files that lack most. Exits 0 when none is below, else 1.
"""
import json
import sys
from dataclasses import dataclass

EVERYTHING = "all"
# Folder to the least percentage of its lines that the tests must run; None: shown, not judged.
FLOORS = {
    "contracts": 90,
    "worker/base": None,
    "worker/core": 90,
    "worker/protocol": 90,
    "worker/engine": 90,
    "worker/ports": None,
    "worker/adapters": None,
    "worker/app": None,
    "fakes": 90,
    "sim": 90,
    EVERYTHING: 80,
}
WORST_FILES = 8


@dataclass
class Coverage:
    name: str
    lines: int = 0
    lines_run: int = 0
    branches: int = 0
    branches_taken: int = 0

    def add(self, other):
        self.lines += other.lines
        self.lines_run += other.lines_run
        self.branches += other.branches
        self.branches_taken += other.branches_taken

    @property
    def missing(self):
        return self.lines - self.lines_run

    @property
    def line_percent(self):
        return percent(self.lines_run, self.lines)

    @property
    def branch_percent(self):
        return percent(self.branches_taken, self.branches)


def percent(part, whole):
    """Of nothing, nothing was seen: 0, never 100."""
    return 100 * part / whole if whole else 0.0


def read_summary(text):
    """The files of a gcovr summary."""
    return [
        Coverage(
            one["filename"], one["line_total"], one["line_covered"], one["branch_total"], one["branch_covered"]
        )
        for one in json.loads(text)["files"]
    ]


def belongs(name, folder):
    return folder == EVERYTHING or name.startswith(folder + "/")


def by_folder(files, folders):
    sums = {folder: Coverage(folder) for folder in folders}
    for one in files:
        for folder, total in sums.items():
            if belongs(one.name, folder):
                total.add(one)
    return sums


def is_below(total, floor):
    return floor is not None and total.line_percent < floor


def table(sums, floors):
    yield f"{'folder':18} {'lines':>7} {'run':>7} {'line':>8} {'branch':>8} {'floor':>6}"
    for folder, total in sums.items():
        floor = floors[folder]
        verdict = "  BELOW" if is_below(total, floor) else ""
        floor_text = "" if floor is None else f"{floor} %"
        yield (
            f"{folder:18} {total.lines:7} {total.lines_run:7} {total.line_percent:6.1f} % "
            f"{total.branch_percent:6.1f} % {floor_text:>6}{verdict}"
        )


def worst(files, folder, count=WORST_FILES):
    """The files of the folder that have most lines which no test ran."""
    inside = [one for one in files if belongs(one.name, folder) and one.missing]
    return sorted(inside, key=lambda one: (-one.missing, one.name))[:count]


def report(files, floors):
    """The lines to print, and the folders below their floors."""
    sums = by_folder(files, floors)
    lines = list(table(sums, floors))
    below = [folder for folder, total in sums.items() if is_below(total, floors[folder])]
    for folder in below:
        lines += ["", f"{folder}: not run by any test"]
        lines += [f"  {one.missing:5} of {one.lines:5} lines  {one.name}" for one in worst(files, folder)]
    return lines, below


def main(arguments):
    if len(arguments) != 1:
        print("usage: ci/coverage_floors.py SUMMARY.json", file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8") as summary:
        lines, below = report(read_summary(summary.read()), FLOORS)
    print("\n".join(lines))
    if below:
        print(f"ci/coverage: below the floor: {', '.join(below)}", file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
