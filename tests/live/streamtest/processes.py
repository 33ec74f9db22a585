"""Child processes that cannot outlive their starter, with what they cost."""

import collections
import dataclasses
import os
import select
import signal
import subprocess
import time

from streamtest.deadline import PATIENCE

# How often the peak memory of a running process is read. It never falls, so only a rise within the last period before
# the end can be missed.
SAMPLE_PERIOD = 0.1


@dataclasses.dataclass(frozen=True)
class Cost:
    """What a process has used."""

    cpu_seconds: float  # user and system
    peak_rss_bytes: int


class Process:
    """One child in a session of its own; its output goes to two files.

    The kernel kills it when the thread that started it ends (PR_SET_PDEATHSIG), so a killed test leaves nothing behind:
    start processes from the main thread.
    """

    def __init__(self, name, argv, directory, environment=None):
        self.name = name
        self.argv = [str(argument) for argument in argv]
        self.stdout_path = directory / f"{name}.stdout"
        self.stderr_path = directory / f"{name}.stderr"
        self.exit_code = None  # the signal's number below zero, as in subprocess
        self.cost = None
        self._peak_rss = 0
        with open(self.stdout_path, "wb") as stdout, open(self.stderr_path, "wb") as stderr:
            self.started_at = time.monotonic()
            self._popen = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *self.argv],
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env=environment,
                start_new_session=True,
            )
        self.pid = self._popen.pid
        self._pidfd = os.pidfd_open(self.pid)

    def poll(self):
        """The exit code, or None while the process runs."""
        if self.exit_code is None:
            self._sample_peak_rss()
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self._reap(status, usage)
        return self.exit_code

    def wait(self, timeout):
        """The exit code, once the process has ended; an AssertionError when it has not after `timeout` seconds, times
        PATIENCE."""
        timeout *= PATIENCE
        give_up_at = time.monotonic() + timeout
        while self.poll() is None:
            left = give_up_at - time.monotonic()
            if left <= 0:
                raise AssertionError(f"{self.name} still runs after {timeout} s; its log is {self.stdout_path}")
            select.select([self._pidfd], [], [], min(left, SAMPLE_PERIOD))
        return self.exit_code

    def signal(self, number):
        """Signals the process and what it started. Nothing happens when it has ended."""
        if self.poll() is None:
            os.killpg(self.pid, number)

    def pause(self):
        """Hangs it: its connections stay, nothing moves."""
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)

    def kill(self):
        """Ends it without a chance to say goodbye."""
        self.signal(signal.SIGKILL)
        return self.wait(10)

    def terminate(self, timeout=5):
        """Asks it to end, and kills it when it does not."""
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        try:
            return self.wait(timeout)
        except AssertionError:
            return self.kill()

    def stdout(self):
        return self.stdout_path.read_text(errors="replace")

    def stderr(self):
        return self.stderr_path.read_text(errors="replace")

    def rss_bytes(self):
        """What is resident now; 0 once it has ended."""
        return self._memory("VmRSS")

    def describe(self):
        """One line for a failure: name, end, last words."""
        state = "runs" if self.exit_code is None else f"ended with {self.exit_code}"
        last_words = (self.stderr() or self.stdout()).strip().splitlines()[-1:]
        return f"{self.name} {state}" + (f": {last_words[0]}" if last_words else "")

    def _reap(self, status, usage):
        self.exit_code = os.waitstatus_to_exitcode(status)
        self.ended_at = time.monotonic()
        self.cost = Cost(usage.ru_utime + usage.ru_stime, self._peak_rss)
        self._popen.returncode = self.exit_code  # or its destructor would wait for a pid that is no longer ours
        os.close(self._pidfd)

    def _sample_peak_rss(self):
        # ru_maxrss would not do: it is inherited over exec, so it is never below the resident set of this interpreter
        # at the time of its fork.
        self._peak_rss = max(self._peak_rss, self._memory("VmHWM"))

    def _memory(self, field):
        try:
            with open(f"/proc/{self.pid}/status", encoding="ascii", errors="replace") as status:
                for line in status:
                    if line.startswith(field + ":"):
                        return int(line.split()[1]) * 1024
        except (FileNotFoundError, ProcessLookupError):
            pass
        return 0


class Processes:
    """Every process of one run; all are gone when the `with` block is left, whichever way."""

    def __init__(self, directory):
        self.directory = directory
        self._started = []
        self._names = collections.Counter()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def start(self, name, argv, environment=None):
        self._names[name] += 1
        instance = name if self._names[name] == 1 else f"{name}-{self._names[name]}"
        process = Process(instance, argv, self.directory, environment)
        self._started.append(process)
        return process

    def close(self):
        """Ends the processes in the reverse order of their start."""
        for process in reversed(self._started):
            if process.poll() is None:
                process.kill()
        self._started.clear()
