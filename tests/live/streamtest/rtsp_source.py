"""The live source: `stream-worker fake rtsp` serving a file."""

import re

from streamtest import worker
from streamtest.deadline import wait_until

PATH = "live/test/in"


class RtspSource:
    def __init__(self, processes, file, loop=False, port=0, path=PATH):
        argv = [worker.binary(), "fake", "rtsp", "--file", file, "--port", port, "--path", path]
        self.process = processes.start("rtsp", argv + (["--loop"] if loop else []), worker.environment())
        self.url = wait_until(self._announced_url, 10, "fake rtsp announces its URL", [self.process])

    def _announced_url(self):
        found = re.search(r"^(rtsp://\S+)\n", self.process.stdout(), re.MULTILINE)
        return found[1] if found else None
