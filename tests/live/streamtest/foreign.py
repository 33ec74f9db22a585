"""Foreign peers from PyPI, in a virtual environment of their own; versions are pinned in tests/interop."""

import fcntl
import hashlib
import subprocess
import sys

from streamtest import case, sts, worker

INTEROP = worker.REPOSITORY / "tests" / "interop"


def interpreter():
    """A Python that has what tests/interop/requirements.txt lists; made at the first call and kept. Safe for callers in
    several processes."""
    requirements = INTEROP / "requirements.txt"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    digest = hashlib.sha256(requirements.read_bytes() + version.encode()).hexdigest()[:12]
    folder = case.work_folder() / f"interop-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    python, complete = folder / "venv" / "bin" / "python", folder / "complete"
    with open(folder / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not complete.exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", folder / "venv"], check=True)
            install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
            subprocess.run([python, *install, "-r", requirements], check=True)
            complete.touch()
    return python


class ReferenceSts(sts.StsProcess):
    """tests/interop/reference_sts.py: python-socketio on uvicorn."""

    def __init__(self, processes, port=None, **flags):
        """`flags` are its own, such as delay_ms=500."""
        argv = [interpreter(), "-B", INTEROP / "reference_sts.py"]
        super().__init__(processes, "reference-sts", argv, port, flags)
