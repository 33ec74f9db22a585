"""Calls and types that would let the world into code that must not know it."""
import re
from dataclasses import dataclass

from . import edges
from .source import Finding

# Before a name that is called on its own: no member access, and no other name that ends like it.
BARE = r"(?<![\w.>:])(?:std::|::)?"


def is_pure(path):
    row = edges.folder_of(path)
    return row is not None and edges.FOLDERS[row].pure


def is_test(path):
    return path.startswith(("tests/", "fuzz/"))


def has_settings_passed_in(path):
    return not path.startswith(("worker/app/", "tests/", "fuzz/"))


@dataclass(frozen=True)
class Ban:
    rule: str
    applies: object  # to which paths
    pattern: re.Pattern
    instead: str


def ban(rule, applies, patterns, instead):
    return Ban(rule, applies, re.compile("|".join(patterns)), instead)


SLEEPS = (
    r"\b(?:sleep_for|sleep_until)\b",
    BARE + r"(?:usleep|nanosleep|clock_nanosleep|sleep)\s*\(",
)

BANS = (
    ban(
        "clock",
        is_pure,
        (
            r"\b(?:steady|system|high_resolution|utc|tai|gps|file)_clock\b(?:\s*::\s*now\b)?",
            BARE + r"(?:gettimeofday|clock_gettime|timespec_get)\s*\(",
            BARE + r"time\s*\(\s*(?:nullptr|NULL|0|&\s*\w+)\s*\)",
            r"\bstd::(?:time|clock)\s*\(",
        ),
        "take `Timestamp now` as an argument",
    ),
    ban("sleep", is_pure, SLEEPS, "name a deadline and go on when the alarm rings (ports::Alarm)"),
    ban("sleep", is_test, SLEEPS, "wait for a condition with a deadline, or pass the time in"),
    ban(
        "thread",
        is_pure,
        (r"\bstd::(?:jthread|thread|async)\b", r"\bpthread_create\b"),
        "let an adapter own the thread and post events to ports::EventSink",
    ),
    ban(
        "random",
        is_pure,
        (
            r"\b(?:random_device|mt19937(?:_64)?|minstd_rand0?|default_random_engine)\b",
            BARE + r"(?:rand|srand|rand_r|drand48|getrandom|arc4random)\s*\(",
        ),
        "draw by name, entity and n, from ports::Random or sw::keyed_draw",
    ),
    ban(
        "both-sides",
        is_test,
        # Not where the condition is in brackets of its own; whatever calls it makes is in brackets one level deep.
        (r"\bRC_ASSERT\((?!\()(?:[^();]|\([^();]*\))*?(?:\|\||&&)",),
        "RC_ASSERT((a || b)): without brackets of its own the macro computes both sides, whatever the first one is",
    ),
    ban(
        "environment",
        has_settings_passed_in,
        (r"\b(?:getenv|secure_getenv|setenv|putenv)\b",),
        "make it a setting, read in worker/app and passed in",
    ),
    ban(
        "order",
        is_pure,
        (
            r"\bunordered_(?:multi)?(?:map|set)\b",
            r"\b(?:multi)?(?:map|set)\s*<\s*(?:const\s+)?[\w:]+(?:\s*<[^<>]*>)?(?:\s+const)?\s*\*",
            r"\b(?:multi)?(?:map|set)\s*<\s*(?:std::)?(?:shared|unique)_ptr\b",
        ),
        "std::map or std::set keyed by a value (an id), or a sorted std::vector: their order is the same in every run",
    ),
)


def check(source):
    for one in BANS:
        if not one.applies(source.path):
            continue
        for match in one.pattern.finditer(source.code):
            found = " ".join(match.group().split()).rstrip("( ")
            yield Finding(source.path, source.line_of(match.start()), one.rule, found, one.instead)
