"""What the worker leaves in its segment folder."""

import collections
import json
import pathlib
import re

# FR-011a, and what stands beside the two: the reply and the metadata.
_FINAL = re.compile(r"(\d{6})_(video\.mp4|audio\.m4a|dubbed\.m4a)$|(\d{6})(?:_\w+)?(\.json)$")


class SegmentFolder:
    """The files of one stream."""

    def __init__(self, folder, stream_id="test"):
        self.root = pathlib.Path(folder)
        self.folder = self.root / stream_id

    def by_batch(self):
        """{batch number: {"video.mp4" | "audio.m4a" | "dubbed.m4a" | ".json": path}}, of final names alone."""
        found = collections.defaultdict(dict)
        for path in self._files():
            if name := _FINAL.match(path.name):
                found[int(name[1] or name[3])][name[2] or name[4]] = path
        return dict(sorted(found.items()))

    def others(self):
        """Files of any other name: temporaries."""
        return [path for path in self._files() if not _FINAL.match(path.name)]

    def metadata(self, batch):
        return json.loads(self.by_batch()[batch][".json"].read_text(encoding="utf-8"))

    def _files(self):
        return sorted(path for path in self.folder.iterdir() if path.is_file()) if self.folder.is_dir() else []
