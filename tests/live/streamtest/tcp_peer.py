"""A TCP server of a test's own: each connection runs a function."""

import socketserver
import threading
import time

from streamtest.ports import LOOPBACK


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class TcpPeer:
    """Listens on `port`, or a free one, for as long as the `with` block lasts; each connection runs
    `answer(file, file)`: what to read from and what to write to. Once the block is left nobody listens there, and
    connections that are left are closed."""

    def __init__(self, answer, port=0):
        peer = self
        self.began = []  # time.monotonic() of each connection so far
        self.ended = []  # and of its end
        self._open = set()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                peer.began.append(time.monotonic())
                peer._open.add(self.request)
                try:
                    answer(self.rfile, self.wfile)
                except (OSError, ValueError):
                    pass  # the other end, or the test, left first
                finally:
                    peer._open.discard(self.request)
                    peer.ended.append(time.monotonic())

        self._server = _Server((LOOPBACK, port), Handler)
        self.port = self._server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._open):
            try:
                connection.shutdown(2)
            except OSError:
                pass  # closed already


def stay_silent(requests, _):
    """Takes what it is sent until the other end leaves, and never says a word."""
    while requests.read1(65536):
        pass


def talk_garbage(requests, replies):
    """Says what is no protocol at all: at once, and again whenever it is sent something."""
    while True:
        replies.write(b"\x00\xff220 mail.example.org ESMTP\r\n\x80\x81 this is none of your protocols \r\n\r\n")
        if not requests.read1(65536):
            return
