"""As much of FLV as these tests read: what a recording holds while it grows, and the units of a finished file.

Adobe Flash Video File Format Specification 10.1, annex E.
"""

import dataclasses

HEADER_BYTES = 9 + 4  # the header and PreviousTagSize0
TAG_HEADER_BYTES = 11
PREVIOUS_TAG_SIZE_BYTES = 4
AUDIO_TAG = 8
VIDEO_TAG = 9
# AVCPacketType and AACPacketType: the decoder's configuration, or a frame.
CONFIGURATION = 0
FRAME = 1
KEYFRAME = 1  # FrameType


@dataclasses.dataclass(frozen=True)
class Tag:
    kind: int
    milliseconds: int
    body: bytes


def complete_tags(data):
    """(tag, offset behind it) of every complete tag at the beginning of `data`, which begins with a tag."""
    tag = 0
    while tag + TAG_HEADER_BYTES <= len(data):
        body = tag + TAG_HEADER_BYTES
        end = body + int.from_bytes(data[tag + 1 : tag + 4], "big")
        if end + PREVIOUS_TAG_SIZE_BYTES > len(data):
            return
        # The timestamp's highest byte comes last (TimestampExtended).
        milliseconds = int.from_bytes(data[tag + 7 : tag + 8] + data[tag + 4 : tag + 7], "big")
        yield Tag(data[tag], milliseconds, data[body:end]), end + PREVIOUS_TAG_SIZE_BYTES
        tag = end + PREVIOUS_TAG_SIZE_BYTES


class GrowingRecording:
    """Reads a file that somebody else still writes; each update() takes in the tags that are complete by then."""

    def __init__(self, path):
        self.path = path
        self.video_frames = 0
        self.seconds = 0.0  # the last timestamp
        self._position = HEADER_BYTES

    def update(self):
        with open(self.path, "rb") as file:
            file.seek(self._position)
            data = file.read()
        read = 0
        for tag, read in complete_tags(data):
            self.seconds = max(self.seconds, tag.milliseconds / 1000)
            if tag.kind == VIDEO_TAG and tag.body[1:2] == bytes([FRAME]):
                self.video_frames += 1
        self._position += read
        return self
