"""ci/tidy itself: finds the files, runs the rules, prints what they found."""
import argparse
import sys
from pathlib import Path

from . import allowance, banned, edges, formatting, includes, shape
from .source import Source

TOP_FOLDERS = sorted({name.split("/")[0] for name in edges.FOLDERS})
SUFFIXES = (".h", ".cc")
ALLOW_LIST = Path("ci/tidy_rules/allow.txt")


def main(arguments):
    options = parse_options(arguments)
    try:
        findings, count = run(options.root.resolve(), options.paths, options.format)
    except (allowance.BadAllowance, FileNotFoundError) as problem:
        print(f"ci/tidy: {problem}", file=sys.stderr)
        return 1
    for finding in findings:
        print(finding)
    print(f"ci/tidy: {count} files, {len(findings) or 'no'} findings", file=sys.stderr)
    return 1 if findings else 0


def parse_options(arguments):
    parser = argparse.ArgumentParser(prog="ci/tidy", description="Checks what no compiler checks.")
    parser.add_argument("paths", nargs="*", help="files or folders from the root; everything where none is given")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2], help="the tree")
    parser.add_argument("--no-format", dest="format", action="store_false", help="leave clang-format out")
    return parser.parse_args(arguments)


def run(root, paths, with_format):
    """The findings that no allowance covers, in the order of the files, and how many files there were."""
    allow_list = root / ALLOW_LIST
    allowances = allowance.parse(allow_list.read_text(), root) if allow_list.is_file() else []
    sources = {path: Source(path, (root / path).read_text(errors="replace")) for path in find(root, paths)}
    found = [finding for source in sources.values() for finding in check(source, root)]
    if with_format and formatting.installed():
        found += formatting.check(list(sources), root)
    kept = [one for one in found if not is_allowed(one, sources[one.path], allowances)]
    return sorted(kept, key=lambda one: (one.path, one.line)), len(sources)


def check(source, root):
    yield from includes.check(source, root)
    yield from banned.check(source)
    yield from shape.check(source)


def is_allowed(finding, source, allowances):
    line = source.lines[finding.line - 1]
    return any(one.covers(finding, line) for one in allowances)


def find(root, paths):
    """Every C++ file below `paths`, by default below all top folders, relative to the root."""
    found = set()
    for start in paths or TOP_FOLDERS:
        place = root / start
        if paths and not place.exists():
            raise FileNotFoundError(f"no such file or folder: {start}")
        files = [place] if place.is_file() else place.rglob("*")
        found.update(file for file in files if file.suffix in SUFFIXES and file.is_file())
    return sorted(file.relative_to(root).as_posix() for file in found)
