"""The worker under test: started with settings, read through its log, its endpoints and its exit code."""

import json
import os
import pathlib
import signal
import time
import urllib.error
import urllib.request

from streamtest import metrics
from streamtest.deadline import wait_until

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
_OWN_VARIABLES = ("WORKER_", "LOG_")
SAMPLE_PERIOD = 0.25  # seconds between two scrapes


def binary():
    """The executable: $STREAM_WORKER, else the release build's, else the dev build's."""
    if "STREAM_WORKER" in os.environ:
        return pathlib.Path(os.environ["STREAM_WORKER"])
    candidates = [REPOSITORY / "build" / preset / "stream-worker" for preset in ("release", "dev")]
    return next((path for path in candidates if path.exists()), candidates[0])


def environment(**settings):
    """This process's environment, without settings of the worker but those given."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OWN_VARIABLES)}
    return {**inherited, **settings}


class Worker:
    """One run."""

    def __init__(self, processes, input_url, output_url, mode="passthrough", **settings):
        """`settings` are environment variables of the worker, such as WORKER_READY_TIMEOUT="5s"."""
        # Port 0: a free one, which the log names.
        settings.setdefault("WORKER_METRICS_PORT", "0")
        argv = [binary(), "run", "--stream-id", "test", "--sts-mode", mode]
        argv += ["--input-url", input_url, "--output-url", output_url]
        self.process = processes.start("worker", argv, environment(**settings))
        self.samples = []  # (time.monotonic(), metrics.Metrics) of every scrape
        self._port = None  # of the endpoints

    def log(self):
        """Every complete line of the log so far, as dictionaries."""
        lines = self.process.stdout().split("\n")[:-1]
        return [json.loads(line) for line in lines]

    def lines(self, message):
        """The log lines whose message contains `message`."""
        return [line for line in self.log() if message in line["message"]]

    def errors(self):
        return [line for line in self.log() if line["level"] == "error"]

    def wait_for_line(self, message, timeout, count=1):
        """The `count`-th log line whose message contains `message`."""
        lines = wait_until(
            lambda: found if len(found := self.lines(message)) >= count else None,
            timeout,
            f"the worker logs '{message}'" + (f" {count} times" if count > 1 else ""),
            [self.process],
        )
        return lines[count - 1]

    def values(self, field):
        """The values of a field in every log line that has it, such as "fragmentId"."""
        return [line[field] for line in self.log() if field in line]

    def scrape(self):
        """The metrics now; once the worker has ended, the last that were scraped."""
        if self.process.poll() is None:
            try:
                self.samples.append((time.monotonic(), metrics.Metrics(self.get("/metrics")[1])))
            except OSError:
                pass  # it is just ending
        return self.samples[-1][1]

    def sample(self):
        """Scrapes now and then. To be called all the time: what scrape() gives after the end is then nearly the last
        state."""
        last = self.samples[-1][0] if self.samples else self.process.started_at
        if time.monotonic() - last >= SAMPLE_PERIOD and self.process.poll() is None and self._find_port():
            self.scrape()

    def terminate(self):
        self.process.signal(signal.SIGTERM)

    def get(self, path):
        """(status, body) of one of the HTTP endpoints."""
        wait_until(self._find_port, 10, "the worker logs the port of its metrics", [self.process])
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{path}", timeout=5) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def _find_port(self):
        if self._port is None and (found := self.lines("metrics listening")):
            self._port = found[0]["port"]
        return self._port
