"""Everything that is measured of one media file, read once."""

import dataclasses

from streamtest import comparison, decoded, events, probe


@dataclasses.dataclass(frozen=True)
class Footage:
    media: probe.Media
    decoded: decoded.Decoded
    sync: events.Sync
    video_units: list


def read_footage(path):
    presented = decoded.decode(path)
    return Footage(probe.probe(path), presented, events.find_sync(presented), comparison.video_units(path))
