"""Foreign peers from PyPI and npm, in folders of their own; versions are pinned in tests/interop."""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

from streamtest import case, sts, worker

INTEROP = worker.REPOSITORY / "tests" / "interop"
NPM = INTEROP / "npm"


@contextlib.contextmanager
def _made_once(name, *sources):
    """A folder that belongs to these sources, and whether it is still to be made; it counts as made once the block is
    left in peace. Safe for callers in several processes."""
    digest = hashlib.sha256(b"".join(sources)).hexdigest()[:12]
    folder = case.work_folder() / f"{name}-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    complete = folder / "complete"
    with open(folder / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder, not complete.exists()
        complete.touch()


def interpreter():
    """A Python that has what tests/interop/requirements.txt lists; made at the first call and kept."""
    requirements = INTEROP / "requirements.txt"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    with _made_once("interop", requirements.read_bytes(), version.encode()) as (folder, is_new):
        python = folder / "venv" / "bin" / "python"
        if is_new:
            subprocess.run([sys.executable, "-m", "venv", "--clear", folder / "venv"], check=True)
            install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
            subprocess.run([python, *install, "-r", requirements], check=True)
    return python


def node_environment():
    """This process's environment, with which node finds what tests/interop/npm/package-lock.json lists; installed at
    the first call and kept."""
    files = [NPM / "package.json", NPM / "package-lock.json"]
    with _made_once("interop-npm", *(file.read_bytes() for file in files)) as (folder, is_new):
        if is_new:
            for file in files:
                shutil.copy(file, folder)
            install = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(install, cwd=folder, check=True)
    return {**os.environ, "NODE_PATH": str(folder / "node_modules")}


class ForeignSts(sts.StsProcess):
    """A service that shares nothing with us, and writes down what it hears and says."""

    def breaches(self):
        """As those of FakeSts. It writes no audio down, so in its place the judge gets some that is well-formed."""
        events = [line for line in self.records() if line["kind"] in ("received", "sent")]
        lines = [json.dumps({**line, "payload": _with_audio(line["payload"])}) + "\n" for line in events]
        judge = pathlib.Path(worker.binary()).parent / "tests" / "contract" / "judge_record"
        found = subprocess.run([judge], input="".join(lines), capture_output=True, text=True, check=True).stdout
        return [tuple(line.split("\t")) for line in found.splitlines()]


def _with_audio(value):
    if not isinstance(value, dict):
        return value
    return {name: "AAAA" if name == "data_base64" else _with_audio(item) for name, item in value.items()}


class ReferenceSts(ForeignSts):
    """tests/interop/reference_sts.py: python-socketio on uvicorn."""

    SCRIPT = "reference_sts.py"

    def __init__(self, processes, port=None, **flags):
        """`flags` are its own, such as delay_ms=500."""
        argv = [interpreter(), "-B", INTEROP / self.SCRIPT]
        super().__init__(processes, "reference-sts", argv, port, flags)


class StrictSts(ReferenceSts):
    """tests/interop/strict_sts.py: the same, keeping the contract."""

    SCRIPT = "strict_sts.py"


class NpmSts(ForeignSts):
    """tests/interop/npm/reference_sts.js: the same service on npm's socket.io."""

    def __init__(self, processes, port=None, **flags):
        """`flags` are its own, such as delay_ms=500."""
        super().__init__(processes, "npm-sts", ["node", NPM / "reference_sts.js"], port, flags, node_environment())
