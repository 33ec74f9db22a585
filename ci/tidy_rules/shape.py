"""The shape of a file: its length, that of its functions, its first line."""
import re

from .source import Finding

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 70

BRACE_OR_END = re.compile(r"[{};]")
CONTAINER = re.compile(r"\b(?:namespace|class|struct|union|enum|extern)\b")
TEMPLATE = re.compile(r"\btemplate\s*<[^{};]*?>\s*(?=\b(?:class|struct|union)\b)")


def check(source):
    yield from check_file(source)
    yield from check_functions(source)


def check_file(source):
    def finding(line, rule, found, instead):
        return Finding(source.path, line, rule, found, instead)

    for number, line in enumerate(source.lines, start=1):
        if "\t" in line:
            yield finding(number, "tab", "a tab", "spaces (clang-format)")
    count = source.text.count("\n")
    if count > MAX_FILE_LINES:
        yield finding(count, "file-length", f"{count} lines", f"at most {MAX_FILE_LINES}: split it by its nouns")
    if source.path.endswith(".h") and not re.search(r"^#pragma once$", source.code, re.MULTILINE):
        yield finding(1, "pragma-once", "a header without #pragma once", "#pragma once after the opening comment")


def check_functions(source):
    for start, end in functions(source.code):
        first, last = source.line_of(start), source.line_of(end)
        length = last - first + 1
        if length > MAX_FUNCTION_LINES:
            yield Finding(
                source.path, first, "function-length", f"{length} lines",
                f"at most {MAX_FUNCTION_LINES}: name the parts and call them",
            )


def functions(code):
    """The braces of every function that stands in a namespace or a class, as pairs of offsets.

    What comes before an opening brace says what it opens. Preprocessor lines end like any other, so a brace in a macro
    counts: good enough for code that clang-format has seen.
    """
    open_braces = []  # (offset, whether what it opens may hold functions)
    header_start = 0
    for match in BRACE_OR_END.finditer(code):
        offset, sign = match.start(), match.group()
        holds_functions = not open_braces or open_braces[-1][1]
        if sign == "{":
            header = code[header_start:offset]
            open_braces.append((offset, holds_functions and is_container(header), holds_functions and is_function(header)))
        elif sign == "}" and open_braces:
            begin, _, function = open_braces.pop()
            if function:
                yield begin, offset
        header_start = offset + 1


def is_container(header):
    return bool(CONTAINER.search(TEMPLATE.sub("", header))) and "(" not in TEMPLATE.sub("", header)


def is_function(header):
    return ")" in header and not is_container(header) and not header.rstrip().endswith("=")
