"""The STS that the worker talks to: `stream-worker fake sts` as a process, its misbehaviour and its record."""

import json
import pathlib
import xml.etree.ElementTree

from streamtest import ports, worker
from streamtest.deadline import wait_until

LISTEN_TIMEOUT = 15


class StsProcess:
    """An STS on a port of its own, writing down what comes and goes, a JSON line each.

    Lines have at_ms, connection, kind ("opened", "closed", "received", "sent" …) and, for events, event, stream_id,
    fragment_id, sequence_number and status, as far as the event has them.
    """

    def __init__(self, processes, name, argv, port=None, flags=None, environment=None):
        """`port` is a ports.ReservedPort; without one it gets one of its own. `flags` become --name value."""
        self.reserved = port or ports.ReservedPort()
        self.port = self.reserved.number
        self._record = self._file(processes, name, "jsonl")
        argv = [*argv, "--port", self.port, "--record", self._record]
        for flag, value in (flags or {}).items():
            argv += [f"--{flag.replace('_', '-')}"] + ([] if value is True else [value])
        self.process = processes.start(name, argv, environment)
        wait_until(self._listens, LISTEN_TIMEOUT, f"{name} listens", [self.process])

    def _listens(self):
        return ports.accepts(self.port)

    def _says_so(self):
        """It announces its URL. To try would be a connection, which it counts."""
        return self.process.stdout().startswith(self.url)

    @staticmethod
    def _file(processes, name, ending):
        """A file of the run that does not exist yet; it does now."""
        folder = pathlib.Path(processes.directory)
        path = folder / f"{name}-{len(list(folder.glob(f'{name}-*.{ending}'))) + 1}.{ending}"
        path.touch(exist_ok=False)
        return path

    @property
    def url(self):
        return f"http://{ports.LOOPBACK}:{self.port}"

    def records(self):
        """Every complete line so far."""
        return [json.loads(line) for line in self._record.read_text(encoding="utf-8").split("\n")[:-1]]

    def received(self, event):
        return self._of("received", event)

    def sent(self, event):
        return self._of("sent", event)

    def _of(self, kind, event):
        return [line for line in self.records() if (line["kind"], line.get("event")) == (kind, event)]

    def fragments(self):
        """Every fragment:data that came, in order."""
        return self.received("fragment:data")

    def applied(self):
        """The ids of the fragments whose result the worker said it had applied, in order."""
        return [line["fragment_id"] for line in self.received("fragment:ack") if line["status"] == "applied"]

    def sequences(self):
        """The sequence numbers of each connection's fragments, in the order of the connections."""
        found = {}
        for line in self.fragments():
            found.setdefault(line["connection"], []).append(line["sequence_number"])
        return list(found.values())

    def breaches(self):
        """Every message that broke its schema: (direction, event, what is wrong)."""
        return [(line["status"], line["event"], line["detail"]) for line in self.records() if line["kind"] == "breach"]

    def sessions(self):
        """How many times it became ready."""
        return len(self.sent("stream:ready"))


def fault(do, /, lasting=None, **fields):
    """One fault of a script, in the words of docs/FAKE_STS.md, where `lasting` is called "for"."""
    return {"do": do, **fields, **({"for": lasting} if lasting else {})}


def failing(code, retryable, **fragments):
    """These fragments are answered as failed: fragments as a script picks them, such as to=4."""
    error = {"code": code, "retryable": retryable}
    return fault("alter", fragments=fragments, status="failed", error=error)


class FakeSts(StsProcess):
    """`stream-worker fake sts`: the Echo STS, with a script of faults if one is given. It holds every message that it
    hears or says against its schema."""

    def __init__(self, processes, *faults, port=None, certificate=None, **flags):
        """`faults` as fault() makes them; `certificate` is a certificates.Certificate; `flags` such as
        processing_delay_ms=200 or mark_audio=True."""
        self._secure = certificate is not None
        flags["check_contracts"] = True
        if faults:
            named = [{"id": f"{place}-{found['do']}", **found} for place, found in enumerate(faults)]
            flags["script"] = self._file(processes, "script", "json")
            flags["script"].write_text(json.dumps({"faults": named}, indent=1))
        if certificate:
            flags.update(tls_cert=certificate.certificate, tls_key=certificate.key)
        super().__init__(processes, "sts", [worker.binary(), "fake", "sts"], port, flags, worker.environment())

    def faults_begun(self):
        """The ids of the script's timed faults that have happened, in order: "0-backpressure"."""
        return [line["event"] for line in self.records() if line["kind"] == "fault"]

    def _listens(self):
        return self._says_so()

    @property
    def url(self):
        return super().url.replace("http:", "https:") if self._secure else super().url


class JudgingSts(StsProcess):
    """`stream-worker conformance worker`: the Echo STS, by default with the tool's own script, judging the worker."""

    def __init__(self, processes, quiet=False, **flags):
        """`quiet`: nothing is done to the worker."""
        flags["check_contracts"] = True
        if quiet:
            flags["script"] = self._file(processes, "script", "json")
            flags["script"].write_text('{"faults": []}')
        self._junit = self._file(processes, "findings", "xml")
        argv = [worker.binary(), "conformance", "worker", "--junit", self._junit]
        super().__init__(processes, "judge", argv, flags=flags, environment=worker.environment())

    def _listens(self):
        return self._says_so()

    def findings(self):
        """The verdict on each rule, by its name: "passed", "failed" or "skipped"; once it has ended."""
        cases = xml.etree.ElementTree.parse(self._junit).getroot().iter("testcase")
        return {found.get("name"): self._verdict(found) for found in cases}

    def failed(self):
        return [rule for rule, verdict in self.findings().items() if verdict == "failed"]

    @staticmethod
    def _verdict(found):
        if found.find("failure") is not None:
            return "failed"
        return "skipped" if found.find("skipped") is not None else "passed"
