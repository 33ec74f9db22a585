"""Our Socket.IO client against servers that nobody here wrote."""

from streamtest.interop import ANSWERS, BINARY, EXCHANGE, QUICK, TEN_MEGABYTES, Client, InteropCase, Server
from streamtest.interop import emitted, heard


class ForeignServer(InteropCase):
    def start_server(self, **options):
        return Server(self.processes, self.MAKE, **options)

    def start_client(self, server, *events, **script):
        return Client(self.processes, "ours", server.url, *events, **script)

    def assert_echoed(self, argument):
        server = self.start_server()
        self.assert_comes_back(self.start_client(server, emitted("message", argument), until=2), argument)


class Cases:
    """What holds with every server."""

    def test_events_acks_and_attachments_go_both_ways(self):
        server = self.start_server()
        question = emitted("question", "why", BINARY)  # which is asked back, for an ack
        answers = [*ANSWERS, ("question", ["why", BINARY]), ("answered", ["why", BINARY])]
        for namespace in ("/", "/custom"):
            lines = self.start_client(server, *EXCHANGE, question, namespace=namespace, until=7).wait()
            self.assertEqual(lines[0], {"saw": "connected", "namespace": namespace})
            self.assertCountEqual(heard(lines), answers)  # servers answer in an order of their own

    def test_unknown_namespace_is_refused(self):
        lines = self.start_client(self.start_server(), namespace="/none").wait()
        self.assertEqual(lines[0]["reason"], "connect error")

    def test_ten_megabytes_of_text_come_back(self):
        self.assert_echoed(TEN_MEGABYTES["text"])

    def test_ten_megabytes_of_bytes_come_back(self):
        self.assert_echoed(TEN_MEGABYTES["bytes"])

    def test_silent_server_is_left_at_the_ping_timeout(self):
        server = self.start_server(**QUICK)
        client = self.start_client(server)
        client.wait_for("event")
        server.process.pause()
        client.wait()
        server.process.resume()
        self.assertEqual(client.wait_for("disconnected")["reason"], "ping timeout")

    def test_heartbeat_keeps_it_connected(self):
        server = self.start_server(**QUICK)
        client = self.start_client(server, emitted("message", 1))
        client.wait_for("event", count=2)
        # Meanwhile one that answers no ping is dropped.
        frozen = self.start_client(server)
        frozen.wait_for("event")
        frozen.process.pause()
        server.wait_for("disconnected")
        self.assertEqual(client.saw("disconnected"), [])
        self.assertEqual(len(server.saw("disconnected")), 1)
        frozen.process.resume()
        self.assertIn(frozen.wait()[-1]["saw"], ("disconnected", "closed"))

    def test_killed_server_is_a_transport_close(self):
        server = self.start_server()
        client = self.start_client(server)
        client.wait_for("event")
        server.process.kill()
        client.wait()
        self.assertEqual(client.wait_for("disconnected")["reason"], "transport close")

    def test_killed_client_is_noticed(self):
        server = self.start_server()
        client = self.start_client(server)
        client.wait_for("event")
        client.process.kill()
        server.wait_for("disconnected")

    def test_restarted_server_is_spoken_to_again(self):
        server = self.start_server()
        first = self.start_client(server)
        first.wait_for("event")
        server.process.kill()
        first.wait()
        again = self.start_server(port=server.reserved)
        self.assert_comes_back(self.start_client(again, emitted("message", 2), until=2), 2)

    def test_put_out_by_the_server(self):
        lines = self.start_client(self.start_server(), emitted("leave")).wait()
        self.assertIn("io server disconnect", [line.get("reason") for line in lines])

    def test_message_of_too_many_bytes_is_not_sent(self):
        server = self.start_server(max_payload=1000)
        events = [emitted("message", "x" * 1000), emitted("message", "small")]
        lines = self.start_client(server, *events, until=2).wait()
        if self.ANNOUNCES_MAX_PAYLOAD:
            self.assertIn({"saw": "unsent", "of": 0, "why": "too large"}, lines)
            self.assertEqual(heard(lines)[1], ("message-back", ["small"]))
        else:
            self.assertEqual(lines[-1]["reason"], "transport close")

    def test_tls_with_an_authority_of_our_own(self):
        authority = self.authority()
        server = self.start_server(certificate=authority.issue("server", "DNS:localhost"))
        client = self.start_client(server, emitted("message", BINARY), trusted=authority, until=2)
        self.assert_comes_back(client, BINARY)

    def test_wrong_certificates_are_refused(self):
        authority = self.authority()
        for certificate in self.wrong_certificates(authority):
            server = self.start_server(certificate=certificate)
            lines = self.start_client(server, trusted=authority).wait()
            self.assertIn("certificate", lines[-1]["reason"])
            self.assertNotIn("connected", [line["saw"] for line in lines])
            self.assertEqual(server.saw("connected"), [])


class PythonServer(Cases, ForeignServer):
    MAKE = "python"
    ANNOUNCES_MAX_PAYLOAD = False


class NpmServer(Cases, ForeignServer):
    MAKE = "npm"
    ANNOUNCES_MAX_PAYLOAD = True

    def test_abrupt_end_by_the_server_is_a_transport_close(self):
        lines = self.start_client(self.start_server(), emitted("drop")).wait()
        self.assertIn("transport close", [line.get("reason") for line in lines])
