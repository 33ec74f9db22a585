"""The allow-list: exceptions that somebody gave a reason for.

One a line: rule | path | text | reason. `path` is a file, or a folder with a slash at its end. `text` is what the
line of code holds, or * for any line.
"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Allowance:
    rule: str
    path: str
    text: str
    reason: str

    def covers(self, finding, line):
        if finding.rule != self.rule or (self.text != "*" and self.text not in line):
            return False
        if self.path.endswith("/"):
            return finding.path.startswith(self.path)
        return finding.path == self.path


class BadAllowance(ValueError):
    pass


def parse(text, root):
    allowances = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 4 or not all(parts):
            raise BadAllowance(f"line {number}: want: rule | path | text or * | reason")
        if not (root / parts[1]).exists():
            raise BadAllowance(f"line {number}: {parts[1]} is gone: remove the line")
        allowances.append(Allowance(*parts))
    return allowances
