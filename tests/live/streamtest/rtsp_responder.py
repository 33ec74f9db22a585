"""RTSP servers that real ones are not: silent, talking nonsense, or describing what they never send."""

import socketserver
import threading

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
_SDP_HEAD = """\
v=0
o=- 1 1 IN IP4 127.0.0.1
s=a described stream
c=IN IP4 127.0.0.1
t=0 0
a=control:*
"""


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class RtspResponder:
    """Listens on a free port for as long as the `with` block lasts; each connection runs `answer(file, file)`."""

    def __init__(self, answer):
        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                try:
                    answer(self.rfile, self.wfile)
                except OSError:
                    pass  # the client left first

        self._server = _Server((LOOPBACK, 0), Handler)
        self.url = f"rtsp://{LOOPBACK}:{self._server.server_address[1]}/live/test/in"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def stay_silent(requests, _):
    """Takes what it is sent until the client leaves, and never says a word."""
    while requests.readline():
        pass


def talk_garbage(requests, replies):
    """Answers every line with what is no RTSP."""
    while requests.readline():
        replies.write(b"\x00\xff220 mail.example.org ESMTP\r\n\x80\x81 this is no RTSP \r\n\r\n")


def describe(*sections):
    """An answer for RtspResponder: a well-behaved server of a stream with these SDP sections, which sends no media."""
    sdp = (_SDP_HEAD + "".join(sections)).replace("\n", "\r\n").encode()

    def answer(requests, replies):
        while request := _read_request(requests):
            method, headers = request
            replies.write(_response(method, headers, sdp))

    return answer


def _read_request(requests):
    """(method, headers by lower-case name), or None at the end."""
    first = requests.readline().decode(errors="replace").split()
    if not first:
        return None
    headers = {}
    while line := requests.readline().decode(errors="replace").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return first[0], headers


def _response(method, headers, sdp):
    lines = ["RTSP/1.0 200 OK", f"CSeq: {headers.get('cseq', '0')}"]
    body = b""
    if method == "OPTIONS":
        lines.append("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
    elif method == "DESCRIBE":
        lines += ["Content-Type: application/sdp", f"Content-Length: {len(sdp)}"]
        body = sdp
    elif method == "SETUP":
        lines += ["Session: 1", f"Transport: {headers.get('transport', '')}"]
    else:
        lines.append("Session: 1")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
