"""RTSP servers that real ones are not: describing what they never send, or sending what a test composes."""

from streamtest import tcp_peer
from streamtest.ports import LOOPBACK

AAC_SECTION = """\
m=audio 0 RTP/AVP 97
a=rtpmap:97 MPEG4-GENERIC/48000/2
a=fmtp:97 streamtype=5; profile-level-id=1; mode=AAC-hbr; sizelength=13; indexlength=3; indexdeltalength=3; config=1190
a=control:track2
"""
H264_SECTION = """\
m=video 0 RTP/AVP 96
a=rtpmap:96 H264/90000
a=fmtp:96 packetization-mode=1; profile-level-id=42c01f; sprop-parameter-sets=Z0LAH9oBQBbsBEAAAAMAQAAADwPGDKg=,aM4PyA==
a=control:track1
"""
H265_SECTION = """\
m=video 0 RTP/AVP 96
a=rtpmap:96 H265/90000
a=control:track1
"""
OPUS_SECTION = """\
m=audio 0 RTP/AVP 97
a=rtpmap:97 OPUS/48000/2
a=control:track2
"""
SDP_HEAD = """\
v=0
o=- 1 1 IN IP4 127.0.0.1
s=a described stream
c=IN IP4 127.0.0.1
t=0 0
a=control:*
"""


class RtspResponder(tcp_peer.TcpPeer):
    """A TcpPeer with the URL of a stream."""

    def __init__(self, answer):
        super().__init__(answer)
        self.url = f"rtsp://{LOOPBACK}:{self.port}/live/test/in"


def describe(*sections):
    """An answer for RtspResponder: a well-behaved server of a stream with these SDP sections, which sends no media."""
    session = Session(SDP_HEAD + "".join(sections))

    def answer(requests, replies):
        while request := read_request(requests):
            replies.write(session.response(*request))

    return answer


def read_request(requests):
    """(method, headers by lower-case name) of the next request, or None at the end. What a client says of what it
    receives (RTCP, in interleaved frames: RFC 2326 section 10.12) is skipped."""
    while (first := requests.read(1)) == b"$":
        _, size = requests.read(1), int.from_bytes(requests.read(2), "big")
        requests.read(size)
    first = (first + requests.readline()).decode(errors="replace").split()
    if not first:
        return None
    headers = {}
    while line := requests.readline().decode(errors="replace").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return first[0], headers


class Session:
    """The answers of a server that knows one stream."""

    def __init__(self, sdp, rtp_info=""):
        self._sdp = sdp.replace("\n", "\r\n").encode()
        self._rtp_info = rtp_info

    def response(self, method, headers):
        lines = ["RTSP/1.0 200 OK", f"CSeq: {headers.get('cseq', '0')}"]
        body = b""
        if method == "OPTIONS":
            lines.append("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
        elif method == "DESCRIBE":
            lines += ["Content-Type: application/sdp", f"Content-Length: {len(self._sdp)}"]
            body = self._sdp
        else:
            lines.append("Session: 1")
        if method == "SETUP":
            lines.append(f"Transport: {headers.get('transport', '')}")
        if method == "PLAY" and self._rtp_info:
            lines.append(f"RTP-Info: {self._rtp_info}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
