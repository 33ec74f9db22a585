"""`stream-worker conformance sts` as a process: verdicts, exit codes, the table and JUnit."""

import pathlib
import xml.etree.ElementTree as xml

from streamtest import case, certificates, foreign, ports, sts, worker

# Whatever is asked that takes no heartbeat: those are waited for in real time.
QUICK = [f"--only={group}" for group in ("connect/", "init/", "fragment/", "end/", "limits/", "pause/", "always/")]
# Quick enough for a test to wait for, slow enough for a machine that is busy.
HEARTBEAT = {"ping_interval_ms": 2000, "ping_timeout_ms": 5000}
# What the examination sends broken on purpose, to see it refused: init/ and, with --echo, a fragment and a rule too.
BROKEN = ["stream:init"]
BROKEN_WITH_ECHO = [*BROKEN, "fragment:data", "config:error_simulation"]


class ConformanceCase(case.LiveCase):
    TIMEOUT = 240

    def judge(self, url, *flags, within=200):
        """A finished run, its verdicts as the JUnit file has them: by rule, "passed", "failed" or "skipped"."""
        junit = pathlib.Path(self.processes.directory) / "conformance.xml"
        argv = [worker.binary(), "conformance", "sts", "--url", url, "--junit", junit, *flags]
        self.run_of_it = self.processes.start("conformance", argv, worker.environment())
        self.run_of_it.wait(within)
        return {test.get("name"): self._verdict(test) for test in xml.parse(junit).getroot().iter("testcase")}

    @staticmethod
    def _verdict(test):
        names = {"failure": "failed", "skipped": "skipped"}
        return next((names[child.tag] for child in test if child.tag in names), "passed")

    def assert_failed(self, verdicts, *rules):
        failed = {rule for rule, verdict in verdicts.items() if verdict == "failed"}
        self.assertEqual(failed, set(rules), self.run_of_it.stdout())
        self.assertEqual(self.run_of_it.exit_code, 1 if rules else 0, self.run_of_it.describe())


class FakeService(ConformanceCase):
    def test_passes_every_line(self):
        fake = self.watched(sts.FakeSts(self.processes, processing_delay_ms=300, **HEARTBEAT), hears=BROKEN_WITH_ECHO)
        verdicts = self.judge(fake.url, "--echo")
        self.assert_failed(verdicts)
        self.assertEqual({verdict for verdict in verdicts.values()}, {"passed"}, self.run_of_it.stdout())
        self.assertGreater(len(verdicts), 60)
        last = self.run_of_it.stdout().splitlines()[-1]
        self.assertEqual(last, f"{len(verdicts)} passed, 0 failed, 0 skipped")

    def test_with_a_fault_fails_its_lines(self):
        fault = sts.fault("answer_init", max_inflight=9)
        faults = [fault, sts.fault("alter", audio="undecodable")]
        fake = self.watched(sts.FakeSts(self.processes, *faults, processing_delay_ms=200), hears=BROKEN)
        verdicts = self.judge(fake.url, *QUICK)
        self.assert_failed(verdicts, "init/confirmed-limit", "init/limit-of-one", "fragment/dubbed-audio")
        self.assertIn("expected max_inflight of 1..3 in stream:ready, got 9", self.run_of_it.stdout())

    def test_that_is_gone_fails_where_it_cannot_be_reached(self):
        verdicts = self.judge(f"http://{ports.LOOPBACK}:{ports.ReservedPort().number}")
        self.assert_failed(verdicts, "connect/websocket")


class Tls(ConformanceCase):
    def setUp(self):
        super().setUp()
        self.authority = certificates.Authority(pathlib.Path(self.processes.directory) / "ca")
        certificate = self.authority.issue("sts", f"IP:{ports.LOOPBACK}")
        self.fake = self.watched(sts.FakeSts(self.processes, certificate=certificate))

    def test_authority_of_ones_own_is_trusted(self):
        verdicts = self.judge(self.fake.url, "--ca-file", self.authority.certificate, "--only", "connect/")
        self.assert_failed(verdicts)

    def test_authority_of_nobody_is_refused(self):
        verdicts = self.judge(self.fake.url, "--only", "connect/")
        self.assert_failed(verdicts, "connect/websocket")
        self.assertIn("certificate refused", self.run_of_it.stdout())


class BadInput(case.LiveCase):
    TIMEOUT = 30
    URL = f"http://{ports.LOOPBACK}:1"

    def assert_refused(self, *flags, named):
        argv = [worker.binary(), "conformance", "sts", *flags]
        run = self.processes.start("call", argv, worker.environment())
        self.assertEqual(run.wait(10), 2, run.describe())
        (line,) = run.stderr().strip().splitlines()
        self.assertIn(named, line)
        self.assertEqual(run.stdout(), "")

    def test_url_of_another_scheme(self):
        self.assert_refused("--url", "ftp://sts", named="allowed: an http, https, ws or wss URL")

    def test_junit_that_cannot_be_written(self):
        self.assert_refused("--url", self.URL, "--junit", "/no/such/folder/x.xml", named="--junit=/no/such/folder/x.xml")

    def test_authorities_that_are_none(self):
        self.assert_refused("--url", self.URL, "--ca-file", "/no/such/ca.pem", named="--ca-file=/no/such/ca.pem")
        self.assert_refused("--url", self.URL, "--ca-file", worker.binary(), named="holds no certificate")

    def test_audio_that_is_none(self):
        self.assert_refused("--url", self.URL, "--audio", worker.binary(), named="--audio=")


class PythonSocketIo(ConformanceCase):
    """Services that share nothing with us."""

    LABEL = "interop"
    TIMEOUT = 300  # the packages' installation included

    def test_that_keeps_the_contract_in_its_own_way_fails_nothing(self):
        # It does not write down what it refuses: what is broken on purpose is not in its record.
        service = self.watched(foreign.StrictSts(self.processes, delay_ms=200, ping_interval=2))
        self.assert_failed(self.judge(service.url))

    def test_that_refuses_nothing_fails_by_that(self):
        service = self.watched(foreign.ReferenceSts(self.processes, delay_ms=200), hears=BROKEN)
        inits = ("init/missing-field", "init/wrong-type", "init/out-of-range")
        refusals = ("before-init", "other-stream", "repeated-number", "repeated-id", "too-large")
        flow = ("limits/overrun", "pause/holds-back", "always/own-stream")
        verdicts = self.judge(service.url, *QUICK)
        self.assert_failed(verdicts, *inits, *(f"fragment/{refusal}" for refusal in refusals), *flow)
