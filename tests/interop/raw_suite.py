#!/usr/bin/env python3
"""A server of Engine.IO 4 and Socket.IO 5 as a raw WebSocket sees it: packet by packet, without a Socket.IO library.

  raw_suite.py --url http://127.0.0.1:8080 [--ca FILE] [Handshake|Frames|EngineIo|SocketIo|Heartbeat]…
  raw_suite.py --url … [--ca FILE] TenMegabytes|Restart|WrongCertificate

It asks of a server what `fake sts --conformance` serves (docs/FAKE_STS.md). Heartbeat wants 300 and 200 ms; the others
answer pings and go by any heartbeat. TenMegabytes wants a server that takes messages of 16 MB, Restart one that is
killed and started again once "joined" is printed, WrongCertificate one that is not to be believed.
"""

import argparse
import http.client
import json
import select
import socket
import ssl
import struct
import sys
import threading
import time
import unittest
import urllib.parse

import websockets
from websockets.sync.client import connect

PATIENCE = 20  # seconds
PLACEHOLDERS = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}'
ATTACHMENTS = [b"\x01\x02\x03", b"\x04\x05\x06"]
URL = urllib.parse.urlsplit("http://127.0.0.1:8080")
TLS = None  # the ssl.SSLContext of an https URL


class TlsSocket(ssl.SSLSocket):
    """websockets reads in one thread and writes in another, which OpenSSL does not allow at the same time."""

    _lock = threading.Lock()

    def recv(self, size, flags=0):
        while True:
            if not self.pending():
                select.select([self], [], [])
            with self._lock:
                self.setblocking(False)
                try:
                    return super().recv(size, flags)
                except ssl.SSLWantReadError:
                    pass  # half a record, or one without data
                finally:
                    self.setblocking(True)

    def send(self, data, flags=0):
        with self._lock:
            return super().send(data, flags)


class Socket:
    """One WebSocket, past its open packet."""

    def __init__(self, path="/socket.io/", query="EIO=4&transport=websocket"):
        # Nothing but what the test says: no compression, no pings of WebSocket's own.
        url = f"{'wss' if TLS else 'ws'}://{URL.netloc}{path}?{query}"
        options = {"open_timeout": PATIENCE, "close_timeout": 1, "max_size": None, "ssl_context": TLS}
        self._socket = connect(url, compression=None, **options)
        self.opening = self._socket.recv(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def send(self, *messages):
        for message in messages:
            self._socket.send(message)

    def receive(self):
        """The next message that is no ping; those are answered."""
        while (message := self._socket.recv(PATIENCE)) == "2":
            self._socket.send("3")
        return message

    def receive_raw(self):
        return self._socket.recv(PATIENCE)

    def send_bytes(self, data):
        """Behind the back of the library."""
        self._socket.socket.sendall(data)

    def ping(self):
        """Whether a ping frame is answered."""
        return self._socket.ping().wait(PATIENCE)

    def reset(self):
        """Ends the TCP connection without a word, with a reset."""
        self._socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.socket.close()

    def join(self, packet="40"):
        """Past CONNECT and the auth event."""
        self.send(packet)
        return self.receive(), self.receive()


class Case(unittest.TestCase):
    def assert_closed(self, socket):
        with self.assertRaises(websockets.exceptions.ConnectionClosed):
            socket.receive()


class Handshake(Case):
    def test_open_packet(self):
        for path in ("/socket.io/", "/engine.io/"):
            with Socket(path) as socket:
                self.assertEqual(socket.opening[0], "0")
                opening = json.loads(socket.opening[1:])
                self.assertEqual(set(opening), {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"})
                self.assertEqual((opening["upgrades"], opening["maxPayload"]), ([], 1000000))
                self.assertIsInstance(opening["sid"], str)

    def test_wrong_parameters_open_no_websocket(self):
        queries = ["transport=websocket", "EIO=abc&transport=websocket", "EIO=4", "EIO=4&transport=abc"]
        for path in ("/socket.io/", "/engine.io/"):
            for query in [*queries, "EIO=4&transport=websocket&sid=unknown"]:
                with self.subTest(path=path, query=query):
                    with self.assertRaises(websockets.exceptions.InvalidStatus) as refused:
                        Socket(path, query)
                    self.assertEqual(refused.exception.response.status_code, 400)

    def test_plain_requests_are_answered_with_400(self):
        for path in ("/socket.io/", "/engine.io/"):
            for method in ("GET", "POST", "PUT"):
                for query in ("EIO=4&transport=polling", "transport=polling", "EIO=abc&transport=polling", "EIO=4"):
                    with self.subTest(path=path, method=method, query=query):
                        connection = self.connection()
                        connection.request(method, f"{path}?{query}")
                        self.assertEqual(connection.getresponse().status, 400)
                        connection.close()

    @staticmethod
    def connection():
        if TLS:
            return http.client.HTTPSConnection(URL.hostname, URL.port, timeout=PATIENCE, context=TLS)
        return http.client.HTTPConnection(URL.hostname, URL.port, timeout=PATIENCE)


class Frames(Case):
    """What WebSocket itself allows and forbids (RFC 6455)."""

    LIMIT = 1000000  # maxPayload

    @staticmethod
    def frame(first, payload, length=None):
        """A client's frame, masked with zeros; `length` is what it says of itself."""
        length = len(payload) if length is None else length
        if length < 126:
            head = struct.pack(">BB", first, 0x80 | length)
        elif length < 1 << 16:
            head = struct.pack(">BBH", first, 0x80 | 126, length)
        else:
            head = struct.pack(">BBQ", first, 0x80 | 127, length)
        return head + bytes(4) + payload

    def assert_closed_with(self, code, frame):
        with Socket("/engine.io/") as socket:
            socket.send_bytes(frame)
            with self.assertRaises(websockets.exceptions.ConnectionClosed) as closed:
                socket.receive()
            self.assertEqual(closed.exception.rcvd.code, code)

    def test_fragments_are_one_message(self):
        with Socket("/engine.io/") as socket:
            socket.send(["4hel", "", "lo"])
            self.assertEqual(socket.receive(), "4hello")

    def test_ping_frame_is_answered_between_fragments(self):
        with Socket("/engine.io/") as socket:
            socket.send_bytes(self.frame(0x01, b"4hel"))
            self.assertTrue(socket.ping())
            socket.send_bytes(self.frame(0x80, b"lo"))
            self.assertEqual(socket.receive(), "4hello")

    def test_message_of_exactly_the_limit_comes_back(self):
        with Socket("/engine.io/") as socket:
            message = "4" + "x" * (self.LIMIT - 1)
            socket.send(message)
            self.assertTrue(socket.receive() == message)

    def test_one_byte_more_closes_before_it_has_come(self):
        self.assert_closed_with(1009, self.frame(0x81, b"4x", self.LIMIT + 1))

    def test_text_that_is_not_utf8_closes(self):
        self.assert_closed_with(1007, self.frame(0x81, b"4\xff"))

    def test_frames_that_are_forbidden_close(self):
        unmasked = b"\x81\x024x"
        for frame in (unmasked, self.frame(0xC1, b"4x"), self.frame(0x83, b"4x"), self.frame(0x80, b"4x")):
            with self.subTest(frame=frame):
                self.assert_closed_with(1002, frame)

    def test_half_a_frame_and_no_more_harms_nobody(self):
        with Socket("/engine.io/") as other:
            with Socket("/engine.io/") as socket:
                socket.send_bytes(self.frame(0x81, b"4x", 1000))
                socket.reset()
            other.send("4still here")
            self.assertEqual(other.receive(), "4still here")


class EngineIo(Case):
    def test_text_comes_back(self):
        with Socket("/engine.io/") as socket:
            socket.send("4hello", "4wörld")
            self.assertEqual([socket.receive(), socket.receive()], ["4hello", "4wörld"])

    def test_bytes_come_back(self):
        with Socket("/engine.io/") as socket:
            socket.send(b"\x01\x02\x03\x04")
            self.assertEqual(socket.receive(), b"\x01\x02\x03\x04")

    def test_invalid_packet_closes(self):
        with Socket("/engine.io/") as socket:
            socket.send("abc")
            self.assert_closed(socket)

    def test_close_packet_closes(self):
        with Socket("/engine.io/") as socket:
            socket.send("1")
            self.assert_closed(socket)


class SocketIo(Case):
    def test_connect_is_answered_and_auth_comes_back(self):
        for nsp, prefix in (("", ""), ("/custom,", "/custom,")):
            for auth in ("", '{"token":"123"}'):
                with self.subTest(nsp=nsp, auth=auth), Socket() as socket:
                    connected, event = socket.join(f"40{nsp}{auth}")
                    self.assertTrue(connected.startswith(f"40{prefix}"), connected)
                    self.assertEqual(set(json.loads(connected[2 + len(prefix) :])), {"sid"})
                    self.assertEqual(event, f'42{prefix}["auth",{auth or "{}"}]')

    def test_namespace_without_a_comma_is_joined(self):
        with Socket() as socket:
            connected, event = socket.join("40/custom")
            self.assertTrue(connected.startswith('40/custom,{"sid":'), connected)
            self.assertEqual(event, '42/custom,["auth",{}]')

    def test_unknown_namespace_is_refused(self):
        with Socket() as socket:
            socket.send("40/random")
            self.assertEqual(socket.receive(), '44/random,{"message":"Invalid namespace"}')

    def test_anything_before_connect_closes(self):
        for packet in ('42["message"]', "4abc", "41"):
            with self.subTest(packet=packet), Socket() as socket:
                socket.send(packet)
                self.assert_closed(socket)

    def test_leaving_a_namespace_leaves_the_others(self):
        with Socket() as socket:
            socket.join()
            socket.join("40/custom")
            socket.send("41/custom", '42["message","to the main one"]')
            self.assertEqual(socket.receive(), '42["message-back","to the main one"]')

    def test_leaving_the_main_namespace_leaves_the_connection(self):
        with Socket() as socket:
            socket.join()
            socket.send("41")
            self.assertTrue(socket.join("40/custom")[0].startswith("40/custom,"))

    def test_message_comes_back(self):
        with Socket() as socket:
            socket.join()
            socket.send('42["message",1,"2",{"3":[true]}]')
            self.assertEqual(socket.receive(), '42["message-back",1,"2",{"3":[true]}]')

    def test_message_with_ack_is_acked(self):
        with Socket() as socket:
            socket.join()
            socket.send('42456["message-with-ack",1,"2",{"3":[false]}]')
            self.assertEqual(socket.receive(), '43456[1,"2",{"3":[false]}]')

    def test_attachments_come_back_in_order(self):
        with Socket() as socket:
            socket.join()
            socket.send(f'452-["message",{PLACEHOLDERS}]', *ATTACHMENTS)
            self.assertEqual(socket.receive(), f'452-["message-back",{PLACEHOLDERS}]')
            self.assertEqual([socket.receive(), socket.receive()], ATTACHMENTS)

    def test_attachments_are_acked_in_order(self):
        with Socket() as socket:
            socket.join()
            socket.send(f'452-789["message-with-ack",{PLACEHOLDERS}]', *ATTACHMENTS)
            self.assertEqual(socket.receive(), f"462-789[{PLACEHOLDERS}]")
            self.assertEqual([socket.receive(), socket.receive()], ATTACHMENTS)

    def test_invalid_packets_close(self):
        for packet in ("4abc", "42{}", '42abc["message-with-ack",1,"2",{"3":[false]}]', "abc"):
            with self.subTest(packet=packet), Socket() as socket:
                socket.join()
                socket.send(packet)
                self.assert_closed(socket)


class Heartbeat(Case):
    INTERVAL = 0.3
    TIMEOUT = 0.2

    def test_pings_come_at_their_interval(self):
        for path in ("/socket.io/", "/engine.io/"):
            with Socket(path) as socket:
                began = time.monotonic()
                for _ in range(3):
                    self.assertEqual(socket.receive_raw(), "2")
                    socket.send("3")
                self.assertGreater(time.monotonic() - began, 2.5 * self.INTERVAL)
                opening = json.loads(socket.opening[1:])
                self.assertEqual((opening["pingInterval"], opening["pingTimeout"]), (300, 200))

    def test_missing_pong_closes(self):
        for path in ("/socket.io/", "/engine.io/"):
            with Socket(path) as socket:
                began = time.monotonic()
                self.assertEqual(socket.receive_raw(), "2")
                with self.assertRaises(websockets.exceptions.ConnectionClosed):
                    socket.receive_raw()
                self.assertGreater(time.monotonic() - began, 0.9 * (self.INTERVAL + self.TIMEOUT))


class TenMegabytes(Case):
    def test_of_text_come_back(self):
        text = "".join(f"{number:010d}" for number in range(1_000_000))
        with Socket() as socket:
            socket.join()
            socket.send(f'42["message","{text}"]')
            self.assertTrue(socket.receive() == f'42["message-back","{text}"]', "something else came back")

    def test_of_bytes_come_back(self):
        data = bytes(range(250)) * 40_000
        with Socket() as socket:
            socket.join()
            socket.send('451-["message",{"_placeholder":true,"num":0}]', data)
            self.assertEqual(socket.receive(), '451-["message-back",{"_placeholder":true,"num":0}]')
            self.assertTrue(socket.receive() == data, "something else came back")


class Restart(Case):
    def test_ends_the_connection_and_the_next_one_is_served(self):
        with Socket() as socket:
            socket.join()
            print("joined", flush=True)
            self.assert_closed(socket)
        with self.reconnected() as socket:
            self.assertEqual(socket.join()[1], '42["auth",{}]')
            socket.send('42["message","here again"]')
            self.assertEqual(socket.receive(), '42["message-back","here again"]')

    @staticmethod
    def reconnected():
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return Socket()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)


class WrongCertificate(Case):
    def test_is_refused(self):
        with self.assertRaises(ssl.SSLCertVerificationError):
            Socket()


def main():
    global URL, TLS
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--ca", help="PEM of whom to trust; default: whom the system trusts")
    parser.add_argument("classes", nargs="*", default=["Handshake", "Frames", "EngineIo", "SocketIo", "Heartbeat"])
    arguments = parser.parse_args()
    URL = urllib.parse.urlsplit(arguments.url)
    if URL.scheme == "https":
        TLS = ssl.create_default_context(cafile=arguments.ca)
        TLS.sslsocket_class = TlsSocket
    suite = unittest.defaultTestLoader.loadTestsFromNames(arguments.classes, sys.modules["__main__"])
    return 0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
