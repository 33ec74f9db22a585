"""As much of FLV as tells what a recording holds while it grows.

Adobe Flash Video File Format Specification 10.1, annex E.
"""

HEADER_BYTES = 9 + 4  # the header and PreviousTagSize0
TAG_HEADER_BYTES = 11
PREVIOUS_TAG_SIZE_BYTES = 4
VIDEO_TAG = 9
AVC_NALU = 1  # AVCPacketType: a frame, not the decoder's configuration


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
        tag = 0
        while tag + TAG_HEADER_BYTES <= len(data):
            body = tag + TAG_HEADER_BYTES
            end = body + int.from_bytes(data[tag + 1 : tag + 4], "big") + PREVIOUS_TAG_SIZE_BYTES
            if end > len(data):
                break
            self._take(data[tag:body], data[body : body + 2])
            tag = end
        self._position += tag
        return self

    def _take(self, header, body):
        # The timestamp's highest byte comes last (TimestampExtended).
        milliseconds = int.from_bytes(header[7:8] + header[4:7], "big")
        self.seconds = max(self.seconds, milliseconds / 1000)
        if header[0] == VIDEO_TAG and body[1:2] == bytes([AVC_NALU]):
            self.video_frames += 1
