"""Which tests there are, so that a document which names one can be held to the tree."""
import re


def read_tests(root):
    """Every Suite.Name of a C++ test, of suites that stand in headers too, and module.Class.test of a Python one."""
    tests = set()
    for file in (root / "tests").rglob("*.[ch]*"):
        if file.suffix not in (".cc", ".h"):
            continue
        text = file.read_text()
        found = re.findall(r"^(?:TYPED_)?TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", text, re.MULTILINE)
        found += re.findall(r"^RC_GTEST_(?:FIXTURE_)?PROP\((\w+),\s*(\w+)", text, re.MULTILINE)
        tests.update(f"{suite}.{name}" for suite, name in found)
    for file in (root / "tests").rglob("test_*.py"):
        owner = ""
        for line in file.read_text().splitlines():
            if match := re.match(r"class (\w+)", line):
                owner = match[1]
            elif match := re.match(r"    def (test_\w+)", line):
                tests.add(f"{file.stem}.{owner}.{match[1]}")
    return tests
