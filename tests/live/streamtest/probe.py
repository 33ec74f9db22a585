"""What ffprobe says of a file."""

import dataclasses
import itertools
import json
import subprocess


@dataclasses.dataclass(frozen=True)
class Stream:
    kind: str  # "video", "audio"
    codec: str
    profile: str
    width: int
    height: int
    sample_rate: int
    channels: int


@dataclasses.dataclass(frozen=True)
class Media:
    streams: tuple
    duration: float  # seconds; 0.0 where the file does not say

    def stream(self, kind):
        """The only stream of that kind, or None."""
        found = [stream for stream in self.streams if stream.kind == kind]
        return found[0] if len(found) == 1 else None


def probe(path):
    argv = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)]
    found = json.loads(subprocess.run(argv, check=True, capture_output=True).stdout)
    streams = tuple(
        Stream(
            kind=stream.get("codec_type", ""),
            codec=stream.get("codec_name", ""),
            profile=str(stream.get("profile", "")),
            width=int(stream.get("width", 0)),
            height=int(stream.get("height", 0)),
            sample_rate=int(stream.get("sample_rate", 0)),
            channels=int(stream.get("channels", 0)),
        )
        for stream in found.get("streams", [])
    )
    return Media(streams, float(found.get("format", {}).get("duration", 0.0)))


def picture_sizes(path):
    """((width, height), pictures) of each run of decoded pictures of one size."""
    argv = ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "frame=width,height", "-of", "csv=p=0"]
    done = subprocess.run([*argv, str(path)], check=True, capture_output=True, text=True)
    sizes = (tuple(int(field) for field in line.split(",")[:2]) for line in done.stdout.split())
    return [(size, len(list(run))) for size, run in itertools.groupby(sizes)]
