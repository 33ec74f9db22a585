"""`fake sts --conformance` against clients that nobody here wrote: python-socketio's, npm's, and raw WebSockets."""

from streamtest import foreign, ports, sts
from streamtest.deadline import wait_until
from streamtest.interop import ANSWERS, BINARY, CALM, EXCHANGE, PATIENCE, QUICK, TEN_MEGABYTES, Client, InteropCase
from streamtest.interop import Server, emitted, heard


def named(server):
    """Its URL, as its certificates have it."""
    return server.url.replace(ports.LOOPBACK, "localhost")


class Conformance(InteropCase):
    def start_sts(self, **flags):
        return self.watched(sts.FakeSts(self.processes, conformance=True, **{**CALM, **flags}))

    def closed(self, server):
        """Why the service says that connections ended."""
        return [line["detail"] for line in server.records() if line["kind"] == "closed"]


class ForeignClient(Conformance):
    def start_client(self, server, *events, **script):
        return Client(self.processes, self.MAKE, named(server), *events, **script)

    def assert_echoed(self, argument):
        server = self.start_sts(max_payload=16_000_000)
        self.assert_comes_back(self.start_client(server, emitted("message", argument), until=2), argument)


class Cases:
    """What holds with every client."""

    def test_events_acks_and_attachments_go_both_ways(self):
        server = self.start_sts()
        for namespace in ("/", "/custom"):
            lines = self.start_client(server, *EXCHANGE, namespace=namespace, until=5).wait()
            self.assertEqual(lines[0], {"saw": "connected", "namespace": namespace})
            self.assertEqual(heard(lines), ANSWERS)

    def test_unknown_namespace_is_refused(self):
        (line,) = self.start_client(self.start_sts(), namespace="/none").wait()
        self.assertEqual(line["saw"], "refused")
        self.assertIn("Invalid namespace", line["message"])

    def test_fragment_is_dubbed(self):
        server = self.start_sts()
        init = {"stream_id": "live-1", "worker_id": "w", "config": {"source_language": "en", "target_language": "es"}}
        audio = {"format": "m4a", "sample_rate_hz": 48000, "channels": 2, "duration_ms": 6000, "data_base64": "QUJD"}
        fragment = {
            "fragment_id": "f0", "stream_id": "live-1", "sequence_number": 0, "timestamp": 1700000000000, "audio": audio
        }
        events = [emitted("stream:init", init), emitted("fragment:data", fragment)]
        lines = self.start_client(server, *events, until=4).wait()
        names = [name for name, _ in heard(lines)]
        self.assertEqual(names, ["auth", "stream:ready", "fragment:ack", "fragment:processed"])
        (result,) = heard(lines)[-1][1]
        self.assertEqual((result["status"], result["dubbed_audio"]["data_base64"]), ("success", "QUJD"))

    def test_ten_megabytes_of_text_come_back(self):
        self.assert_echoed(TEN_MEGABYTES["text"])

    def test_ten_megabytes_of_bytes_come_back(self):
        self.assert_echoed(TEN_MEGABYTES["bytes"])

    def test_message_of_too_many_bytes_ends_the_connection(self):
        server = self.start_sts(max_payload=1000)
        lines = self.start_client(server, emitted("message", "x" * 1000)).wait()
        self.assertEqual(lines[-1]["saw"], "disconnected")
        self.assertTrue(self.closed(server)[0].startswith("message too large"), self.closed(server))

    def test_client_that_answers_no_ping_is_closed(self):
        server = self.start_sts(**QUICK)
        client = self.start_client(server)
        client.wait_for("event")
        client.process.pause()
        wait_until(lambda: self.closed(server), PATIENCE, "the service closes", [server.process])
        self.assertEqual(self.closed(server), ["ping timeout: ping timeout"])
        client.process.resume()
        client.wait_for("disconnected")

    def test_service_that_sends_no_ping_is_left(self):
        server = self.start_sts(**QUICK)
        client = self.start_client(server)
        client.wait_for("event")
        server.process.pause()
        line = client.wait_for("disconnected")
        self.assertEqual(line.get("reason"), self.PING_TIMEOUT)

    def test_killed_client_is_noticed(self):
        server = self.start_sts()
        client = self.start_client(server)
        client.wait_for("event")
        client.process.kill()
        wait_until(lambda: self.closed(server), PATIENCE, "the service notices", [server.process])
        self.assertTrue(self.closed(server)[0].startswith("transport close"), self.closed(server))

    def test_restarted_service_is_found_again(self):
        server = self.start_sts()
        client = self.start_client(server, emitted("message", "here again"), until=4, reconnect=True)
        client.wait_for("event", count=2)
        server.process.kill()
        client.wait_for("disconnected")
        self.start_sts(port=server.reserved)
        lines = client.wait()
        self.assertEqual([line["saw"] for line in lines].count("connected"), 2)
        self.assertEqual(heard(lines)[3], ("message-back", ["here again"]))

    def test_tls_with_an_authority_of_our_own(self):
        authority = self.authority()
        server = self.start_sts(certificate=authority.issue("server", "DNS:localhost"))
        client = self.start_client(server, trusted=authority, until=1)
        self.assertEqual(heard(client.wait()), ANSWERS[:1])

    def test_wrong_certificates_are_refused(self):
        authority = self.authority()
        for certificate in self.wrong_certificates(authority):
            server = self.start_sts(certificate=certificate)
            (line,) = self.start_client(server, trusted=authority).wait()
            self.assertEqual(line["saw"], "refused")
            self.assertEqual([record for record in server.records() if record["kind"] == "received"], [])


class PythonClient(Cases, ForeignClient):
    MAKE = "python"
    PING_TIMEOUT = None  # it gives no reasons


class NpmClient(Cases, ForeignClient):
    MAKE = "npm"
    PING_TIMEOUT = "ping timeout"

    # python-socketio's client reads and writes in two threads, which loses it one TLS connection in twenty.
    def test_bytes_come_back_over_tls(self):
        authority = self.authority()
        server = self.start_sts(certificate=authority.issue("server", "DNS:localhost"))
        client = self.start_client(server, emitted("message", BINARY), trusted=authority, until=2)
        self.assert_comes_back(client, BINARY)


class RawCase(Conformance):
    """tests/interop/raw_suite.py, which speaks WebSocket and HTTP and nothing else."""

    def run_suite(self, url, *classes, trusted=None):
        self.assert_passed(self.start_suite(url, *classes, trusted=trusted))

    def start_suite(self, url, *classes, trusted=None):
        """`trusted` is a certificates.Authority."""
        argv = [foreign.interpreter(), "-B", foreign.INTEROP / "raw_suite.py", "--url", url, *classes]
        argv += ["--ca", trusted.certificate] if trusted else []
        return self.processes.start("raw-suite", argv)

    def assert_passed(self, suite):
        self.assertEqual(suite.wait(120), 0, suite.stderr())
        self.assertIn("OK", suite.stderr())


class RawWebSockets(RawCase):
    def test_protocols_are_kept(self):
        self.run_suite(self.start_sts().url, "Handshake", "Frames", "EngineIo", "SocketIo")

    def test_suite_holds_with_the_reference_implementation(self):
        # Or it would judge by rules of its own.
        self.run_suite(Server(self.processes, "npm").url, "SocketIo", "TenMegabytes")

    def test_ten_megabytes_come_back(self):
        self.run_suite(self.start_sts(max_payload=16_000_000).url, "TenMegabytes")

    def test_restarted_service_is_found_again(self):
        server = self.start_sts()
        suite = self.start_suite(server.url, "Restart")
        wait_until(lambda: "joined" in suite.stdout(), PATIENCE, "the suite has joined", [suite])
        server.process.kill()
        self.start_sts(port=server.reserved)
        self.assert_passed(suite)

    def test_protocols_are_kept_over_tls_with_an_authority_of_our_own(self):
        authority = self.authority()
        server = self.start_sts(certificate=authority.issue("server", "DNS:localhost"))
        self.run_suite(named(server), "Handshake", "Frames", "EngineIo", "SocketIo", trusted=authority)

    def test_wrong_certificates_are_refused(self):
        authority = self.authority()
        for certificate in self.wrong_certificates(authority):
            server = self.start_sts(certificate=certificate)
            self.run_suite(named(server), "WrongCertificate", trusted=authority)
            self.assertEqual([record for record in server.records() if record["kind"] == "received"], [])


class RawHeartbeat(RawCase):
    SERIAL = True  # 200 ms for a pong

    def test_is_that_of_the_public_suites(self):
        server = self.watched(sts.FakeSts(self.processes, conformance=True))
        self.run_suite(server.url, "Heartbeat")
