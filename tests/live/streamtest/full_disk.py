"""A disk that is full when the test says so."""

import os
import pathlib
import subprocess

SOURCE = pathlib.Path(__file__).with_suffix(".cc")


class FullDisk:
    """Makes a process see `folder` on a full disk between fill() and free(): start it with environment()."""

    def __init__(self, processes, folder):
        work = pathlib.Path(processes.directory)
        self._folder = pathlib.Path(folder).resolve()
        self._switch = work / "disk-is-full"
        self._library = work / "full_disk.so"
        compiler = os.environ.get("CXX", "g++")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", self._library, SOURCE], check=True)

    def environment(self):
        return {
            "LD_PRELOAD": str(self._library),
            "FULL_DISK_FOLDER": str(self._folder),
            "FULL_DISK_SWITCH": str(self._switch),
        }

    def fill(self):
        self._switch.touch()

    def free(self):
        self._switch.unlink()
