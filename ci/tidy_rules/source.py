"""A C++ file as the rules see it: its text, and the same text with comments and literals blanked out."""
import re
from dataclasses import dataclass
from functools import cached_property

# What is not code. A quote inside a number (1'000'000) or after a word is no character literal, unless the word is a
# literal's prefix.
NOT_CODE = re.compile(
    r"""//(?:\\\n|[^\n])*                                 # a comment up to the end of its line
      | /\*.*?(?:\*/|\Z)                                  # a comment in brackets
      | R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"      # a raw string
      | "(?:\\.|[^"\\\n])*"                               # a string
      | (?:(?<![0-9A-Za-z_])|(?<=\bL)|(?<=\bu)|(?<=\bU)|(?<=\bu8))'(?:\\.|[^'\\\n])+'  # a character
    """,
    re.DOTALL | re.VERBOSE,
)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


@dataclass(frozen=True)
class Finding:
    """One broken rule: where, which, what was found there, and what to write instead."""

    path: str
    line: int
    rule: str
    found: str
    instead: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.found}; instead: {self.instead}"


@dataclass(frozen=True)
class Include:
    line: int
    path: str
    angled: bool


class Source:
    """`path` is relative to the root of the tree, with forward slashes."""

    def __init__(self, path, text):
        self.path = path
        self.text = text

    @cached_property
    def lines(self):
        return self.text.split("\n")

    @cached_property
    def code(self):
        """The text, with a space for every character of a comment or a literal; lines stay where they are."""
        return NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), self.text)

    @cached_property
    def includes(self):
        """Every #include that is code; the name in quotes is read from the text, where it is not blanked."""
        found = []
        for number, (code, text) in enumerate(zip(self.code.split("\n"), self.lines), start=1):
            match = INCLUDE.match(text) if code.lstrip().startswith("#") else None
            if match:
                found.append(Include(number, match.group(2), match.group(1) == "<"))
        return found

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1
