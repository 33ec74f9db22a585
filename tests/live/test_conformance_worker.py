"""The worker before the judge that judges other people's."""

import socket

from streamtest import case, foreign, ports, rtsp_source, sts, worker
from streamtest.dubbing_case import DubbingCase, small_media

PROVOKED_SECONDS = 100  # until the script's last provocation has been answered, at most
LAST_SESSION = 3  # after a crash and a DISCONNECT
REST_SECONDS = 10  # of the source that comes back
MARGIN = 25
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)


class Judged(DubbingCase):
    SECONDS = 60
    TIMEOUT = 240

    def test_keeps_every_rule_while_it_dubs_a_live_stream(self):
        judge = self.watched(sts.JudgingSts(self.processes, ping_interval_ms=5000, tolerance="1500ms"))
        port = ports.ReservedPort()
        self.addCleanup(port.close)
        run = self.start_dubbing(judge.url, loop=True, source_port=port.number)

        def last_session_dubs():
            return judge.sessions() == LAST_SESSION and len(judge.sequences()[-1]) > 1

        run.wait_until(last_session_dubs, PROVOKED_SECONDS, "the last provocation is over")
        run.source.process.kill()
        run.wait_until(lambda: judge.received("stream:pause"), 15, "the worker says that its input is lost")
        run.source = rtsp_source.RtspSource(self.processes, small_media(REST_SECONDS), port=port.number)
        self.assertEqual(run.wait(REST_SECONDS + MARGIN), 0, run.worker.process.describe())
        self.assertEqual(judge.process.wait(15), 0, judge.process.stdout())
        self.assertEqual(set(judge.findings().values()), {"passed"}, judge.process.stdout())


class Strangers(case.LiveCase):
    """Clients that are no worker at all; the tool ends by itself or when it is told to."""

    def test_a_request_without_ids_fails_its_line_and_the_run(self):
        judge = self.watched(sts.JudgingSts(self.processes))
        request = f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n{UPGRADE}\r\n"
        with socket.create_connection((ports.LOOPBACK, judge.port)) as client:
            client.sendall(request.encode())
            self.assertIn(b" 101 ", client.recv(1000))
            judge.process.terminate()
            self.assertEqual(judge.process.wait(15), 1, judge.process.describe())
        self.assertEqual(judge.failed(), ["handshake/ids"])
        self.assertIn("no X-Stream-ID", judge.process.stdout())

    def test_where_nobody_comes_the_time_ends_it_and_nothing_is_passed(self):
        judge = self.watched(sts.JudgingSts(self.processes, **{"for": "1s"}))
        self.assertEqual(judge.process.wait(15), 1)
        self.assertEqual(set(judge.findings().values()), {"skipped"})

    def test_what_cannot_be_used_is_refused_in_one_line(self):
        for flags in (["--script", "no/such.json"], ["--junit", "no/such/folder/out.xml"], ["--for", "soon"]):
            argv = [worker.binary(), "conformance", "worker", "--port", "0", *flags]
            refused = self.processes.start(f"refused{flags[0]}", argv, worker.environment())
            self.assertEqual(refused.wait(15), 2)
            (line,) = refused.stderr_path.read_text(encoding="utf-8").splitlines()
            self.assertIn(flags[0] if flags[1] == "soon" else flags[1], line)


class Foreign(case.LiveCase):
    """A client from PyPI, which shares nothing with us; and the same with one fault each."""

    LABEL = "interop"
    TIMEOUT = 180  # the packages' installation included

    def judge(self, *faults):
        """The judge, once the client is through, and its exit code."""
        judge = self.watched(sts.JudgingSts(self.processes, quiet=True))
        argv = [foreign.interpreter(), "-B", foreign.INTEROP / "reference_worker.py", judge.url, *faults]
        client = self.processes.start("reference-worker", argv)
        self.assertEqual(client.wait(60), 0, client.describe())
        return judge, judge.process.wait(15)

    def test_that_keeps_the_protocol_is_blamed_for_nothing(self):
        judge, code = self.judge()
        self.assertEqual((judge.failed(), code), ([], 0))
        self.assertEqual(judge.findings()["ack/once"], "passed")

    def test_that_skips_a_number_fails_that_line(self):
        judge, code = self.judge("--skip-number", 2)
        self.assertEqual((judge.failed(), code), (["fragment/sequence-contiguous"], 1))

    def test_that_acks_twice_fails_that_line(self):
        judge, code = self.judge("--ack-twice")
        self.assertEqual((judge.failed(), code), (["ack/once"], 1))
