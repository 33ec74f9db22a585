"""An STS that no STS is: well-behaved up to CONNECT, and then it sends a message without end."""

import base64
import hashlib
import json
import struct

WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 §1.3
TEXT = 0x81  # FIN and the opcode
CHUNK_BYTES = 1 << 16


class HugeMessage:
    """An answer for TcpPeer: sends one event of so many bytes to every client, as fast as it is taken."""

    def __init__(self, size):
        self._size = size
        self.taken = []  # bytes of it that each client, or its kernel, took before it left

    def __call__(self, requests, replies):
        replies.write(_upgrade(requests))
        opening = {"sid": "huge", "upgrades": [], "pingInterval": 25000, "pingTimeout": 10000, "maxPayload": 1000000}
        replies.write(_frame(b"0" + json.dumps(opening).encode()))
        _skip_frame(requests)  # CONNECT
        replies.write(_frame(b'40{"sid":"huge"}'))
        replies.write(struct.pack(">BBQ", TEXT, 127, self._size) + b'42["fragment:processed",{"x":"')
        self.taken.append(0)
        while self.taken[-1] < self._size:
            replies.write(b"x" * CHUNK_BYTES)
            self.taken[-1] += CHUNK_BYTES


def _upgrade(requests):
    key = None
    while line := requests.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"sec-websocket-key":
            key = value.strip().decode()
    if key is None:
        raise ValueError("no WebSocket was asked for")
    accept = base64.b64encode(hashlib.sha1((key + WEBSOCKET_GUID).encode()).digest())
    head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    return head + b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"


def _frame(payload):
    """A short text message, as a server sends it."""
    if len(payload) < 126:
        return bytes([TEXT, len(payload)]) + payload
    return struct.pack(">BBH", TEXT, 126, len(payload)) + payload


def _skip_frame(requests):
    """Reads one short frame, as a client sends it: masked."""
    size = requests.read(2)[1] & 0x7F
    requests.read(4 + size)
