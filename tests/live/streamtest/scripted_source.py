"""A live RTSP source whose media a test composes: chapters of files, one after the other, with timestamps that may jump.

What `fake rtsp` never does, cameras do: change their picture's size in mid-stream, or set their clock.
"""

import base64
import dataclasses
import heapq
import struct
import threading
import time

from streamtest import elementary, rtp, rtsp_responder

CLOCK_RATE = 90000
SAMPLE_RATE = 48000
# A first timestamp near the end of RTP's 32 bits: they wrap around during the test.
BASE_SECONDS = (rtp.MODULUS - 3 * CLOCK_RATE) / CLOCK_RATE


@dataclasses.dataclass(frozen=True)
class Chapter:
    """A part of a file. It is sent right after the chapter before it; its timestamps are moved by `shift` seconds."""

    file: str
    begin: float = 0.0  # seconds of the file
    end: float = 8.0
    shift: float = 0.0


@dataclasses.dataclass(frozen=True)
class _Packet:
    due: float  # seconds from the start of the programme
    channel: int
    data: bytes


class ScriptedSource:
    """Serves the chapters once to each client, from the beginning, at 1x; then the connection is closed."""

    def __init__(self, *chapters):
        self._chapters = chapters
        # All of them now: reading one in mid-stream would be a pause of the stream.
        self._first, *_ = [elementary.read_elementary(chapter.file) for chapter in chapters]
        self._server = rtsp_responder.RtspResponder(self._serve)
        self.url = self._server.url
        self.seconds = sum(chapter.end - chapter.begin for chapter in chapters)

    def __enter__(self):
        self._server.__enter__()
        return self

    def __exit__(self, *exception):
        self._server.__exit__(*exception)

    def _serve(self, requests, replies):
        writing = threading.Lock()
        answer = rtsp_responder.Session(self._sdp(), self._rtp_info())
        while request := rtsp_responder.read_request(requests):
            with writing:
                replies.write(answer.response(*request))
            if request[0] == "PLAY":
                threading.Thread(target=self._play, args=(replies, writing), daemon=True).start()

    def _play(self, replies, writing):
        began = time.monotonic()
        try:
            for packet in packets(self._chapters):
                time.sleep(max(0.0, began + packet.due - time.monotonic()))
                with writing:
                    replies.write(struct.pack(">cBH", b"$", packet.channel, len(packet.data)) + packet.data)
        except (OSError, ValueError):
            pass  # the client left first

    def _sdp(self):
        sets = ",".join(base64.b64encode(unit).decode() for unit in self._first.parameter_sets)
        return (
            rtsp_responder.SDP_HEAD
            + "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:track1\n"
            + f"a=fmtp:96 packetization-mode=1;sprop-parameter-sets={sets}\n"
            + f"m=audio 0 RTP/AVP 97\na=rtpmap:97 MPEG4-GENERIC/{SAMPLE_RATE}/2\na=control:track2\n"
            + "a=fmtp:97 streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;"
            + f"config={self._first.audio_config.hex()}\n"
        )

    def _rtp_info(self):
        begin = BASE_SECONDS + self._chapters[0].shift
        video, audio = packetisers()
        return ",".join(
            f"url=track{number};seq=1;rtptime={track.timestamp(begin)}" for number, track in ((1, video), (2, audio))
        )


def packetisers():
    return rtp.Packetiser(96, CLOCK_RATE, source=0x1234), rtp.Packetiser(97, SAMPLE_RATE, source=0x5678)


def packets(chapters):
    """Every packet of the chapters, by the time at which it is due."""
    video, audio = packetisers()
    begin = 0.0
    for chapter in chapters:
        media = elementary.read_elementary(chapter.file)
        moved = BASE_SECONDS + begin - chapter.begin + chapter.shift
        yield from heapq.merge(
            _video_packets(media, chapter, begin, moved, video),
            _audio_packets(media, chapter, begin, moved, audio),
            key=lambda packet: packet.due,
        )
        begin += chapter.end - chapter.begin


def _video_packets(media, chapter, begin, moved, packetiser):
    delay = media.video[0].pts - media.video[0].dts  # the first frame is shown at once, as audio is heard
    for unit in media.video:
        if chapter.begin <= unit.dts < chapter.end:
            sets = media.parameter_sets if unit.keyframe else ()
            payloads = rtp.h264_payloads((*sets, *unit.nal_units))
            for data in packetiser.packets(payloads, unit.pts - delay + moved):
                yield _Packet(begin + unit.dts - chapter.begin, 0, data)


def _audio_packets(media, chapter, begin, moved, packetiser):
    for unit in media.audio:
        if chapter.begin <= unit.pts < chapter.end:
            for data in packetiser.packets([rtp.aac_payload(unit.frame)], unit.pts + moved):
                yield _Packet(begin + unit.pts - chapter.begin, 2, data)
