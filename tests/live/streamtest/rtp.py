"""RTP packets of H.264 and AAC, made by hand, so that a test has every timestamp in its own hands."""

import struct

# Below the smallest MTU that anybody has; over TCP it only has to stay below the 64 KB of an interleaved frame.
MAX_PAYLOAD_BYTES = 1400
FU_A = 28  # RFC 6184 §5.8
MODULUS = 1 << 32


class Packetiser:
    """Numbers the packets of one track."""

    def __init__(self, payload_type, clock_rate, source):
        self.clock_rate = clock_rate
        self.sequence = 1
        self._payload_type = payload_type
        self._source = source  # SSRC

    def timestamp(self, seconds):
        return round(seconds * self.clock_rate) % MODULUS

    def packets(self, payloads, seconds):
        """One packet per payload of an access unit; the last one is marked."""
        payloads = list(payloads)
        for place, payload in enumerate(payloads):
            marker = 0x80 if place == len(payloads) - 1 else 0
            first = 0x80, marker | self._payload_type, self.sequence, self.timestamp(seconds), self._source
            self.sequence = (self.sequence + 1) % (1 << 16)
            yield struct.pack(">BBHII", *first) + payload


def h264_payloads(nal_units):
    """Single NAL unit packets, and FU-A for those that are too long (RFC 6184 §5.6, §5.8)."""
    for unit in nal_units:
        if len(unit) <= MAX_PAYLOAD_BYTES:
            yield unit
            continue
        indicator, kind = unit[0] & 0xE0 | FU_A, unit[0] & 0x1F
        pieces = [unit[at : at + MAX_PAYLOAD_BYTES] for at in range(1, len(unit), MAX_PAYLOAD_BYTES)]
        for place, piece in enumerate(pieces):
            start = 0x80 if place == 0 else 0
            end = 0x40 if place == len(pieces) - 1 else 0
            yield bytes([indicator, start | end | kind]) + piece


def aac_payload(frame):
    """AAC-hbr with one frame: AU-headers-length, size in 13 bits, index in 3 (RFC 3640 §3.3.6)."""
    return struct.pack(">HH", 16, len(frame) << 3) + frame
