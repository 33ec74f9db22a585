"""Clients and servers of three makes, ours, python-socketio's and npm's, that speak to each other: programs with the
same scripts, flags and lines (tests/interop/client/script.h)."""

import base64
import json
import pathlib

from streamtest import case, certificates, foreign, ports, worker
from streamtest.deadline import wait_until

PATIENCE = 30  # seconds for whatever shall happen
TOKEN = {"token": "tëst"}
BINARY = {"base64": base64.b64encode(bytes(range(256))).decode()}
ARGUMENTS = [1, "zwei", {"3": [True, None]}]
TEN_MEGABYTES = {
    "text": "".join(f"{number:010d}" for number in range(1_000_000)),
    "bytes": {"base64": "QUJD" * (10_000_000 // 3)},
}
CALM = {"ping_interval_ms": 25000, "ping_timeout_ms": 20000}  # where the heartbeat is not the subject
QUICK = {"ping_interval_ms": 500, "ping_timeout_ms": 2500}


def emitted(event, *arguments, ack=False):
    return {"event": event, "arguments": list(arguments), "ack": ack}


# Text and bytes, as events and with acks; and what is heard of them behind the auth event.
EXCHANGE = [
    emitted("message", *ARGUMENTS),
    emitted("message-with-ack", *ARGUMENTS, ack=True),
    emitted("message", BINARY, {"deep": [BINARY]}),
    emitted("message-with-ack", "and", BINARY, ack=True),
]
ANSWERS = [
    ("auth", [TOKEN]),
    ("message-back", ARGUMENTS),
    (1, ARGUMENTS),
    ("message-back", [BINARY, {"deep": [BINARY]}]),
    (3, ["and", BINARY]),
]


class InteropCase(case.LiveCase):
    """What every test of two makes starts from."""

    LABEL = "interop"
    TIMEOUT = 180  # the packages' installation included

    def setUp(self):
        super().setUp()
        self.folder = pathlib.Path(self.processes.directory)

    def authority(self):
        return certificates.Authority(self.folder / "ca")

    def wrong_certificates(self, authority):
        """What nobody shall believe to be localhost who trusts this authority alone."""
        stranger = certificates.Authority(self.folder / "stranger", "somebody else")
        return [stranger.issue("server", "DNS:localhost"), authority.issue("server", "DNS:other.example")]

    def assert_comes_back(self, client, argument):
        """The one message of this client, behind the auth event."""
        (_, answer) = heard(client.wait())
        self.assertTrue(answer == ("message-back", [argument]), "something else came back")


class _Lines:
    """What a program has printed."""

    def lines(self):
        return [json.loads(line) for line in self.process.stdout().split("\n")[:-1] if line.startswith("{")]

    def saw(self, what):
        return [line for line in self.lines() if line["saw"] == what]

    def wait_for(self, what, count=1):
        """The `count`-th line that says it saw `what`."""
        found = wait_until(
            lambda: lines if len(lines := self.saw(what)) >= count else None,
            PATIENCE,
            f"{self.process.name} sees {what}",
            [self.process],
        )
        return found[count - 1]


class Server(_Lines):
    """A foreign echo server."""

    def __init__(self, processes, make, port=None, certificate=None, **flags):
        """`make` is "python" or "npm"; `flags` are those of tests/interop/echo_server.py."""
        self.reserved = port or ports.ReservedPort()
        self.url = f"{'https' if certificate else 'http'}://localhost:{self.reserved.number}"
        if certificate:
            flags.update(tls_cert=certificate.certificate, tls_key=certificate.key)
        argv, environment = _program(make, "echo_server")
        argv += ["--port", self.reserved.number, *_as_flags(flags)]
        self.process = processes.start(f"{make}-server", argv, environment)
        listens = lambda: ports.accepts(self.reserved.number)  # noqa: E731
        wait_until(listens, PATIENCE, f"{make}-server listens", [self.process])


class Client(_Lines):
    """A client of any make, on its way through a script."""

    def __init__(self, processes, make, url, *events, trusted=None, reconnect=False, **script):
        """`events` as emitted() makes them, `script` is the rest of it, such as until=3; `trusted` is a
        certificates.Authority, `reconnect` for foreign ones alone."""
        folder = pathlib.Path(processes.directory)
        path = folder / f"{make}-script-{len(list(folder.glob(f'{make}-script-*')))}.json"
        path.write_text(json.dumps({"auth": TOKEN, "emit": events, **script}))
        argv, environment = _program(make, "echo_client")
        argv += ["--url", url, "--script", path]
        if make == "ours":
            environment.update({"SSL_CERT_FILE": str(trusted.certificate)} if trusted else {})
        else:
            argv += ["--ca", trusted.certificate] if trusted else []
            argv += ["--reconnect"] if reconnect else []
        self.process = processes.start(f"{make}-client", argv, environment)

    def wait(self):
        """All that it saw, once it has ended."""
        code = self.process.wait(PATIENCE)
        if code != 0:
            raise AssertionError(self.process.describe())
        return self.lines()


def heard(lines):
    """What events and acks said, in order: ("message-back", […]), (0, […]) for the ack of the first event."""
    return [
        (line["event"] if line["saw"] == "event" else line["of"], line["arguments"])
        for line in lines
        if line["saw"] in ("event", "ack")
    ]


def _program(make, name):
    if make == "ours":
        return [worker.binary().parent / "tests" / "interop" / "interop_client"], worker.environment()
    if make == "npm":
        return ["node", foreign.NPM / f"{name}.js"], foreign.node_environment()
    return [foreign.interpreter(), "-B", foreign.INTEROP / f"{name}.py"], worker.environment()


def _as_flags(flags):
    return [word for name, value in flags.items() for word in (f"--{name.replace('_', '-')}", value)]
