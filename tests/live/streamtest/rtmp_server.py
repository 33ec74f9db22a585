"""A real RTMP server: nginx with its RTMP module, which records what it is sent."""

import pathlib
import time

from streamtest import flv, ports
from streamtest.deadline import wait_until

# A publisher writes many times in this time: what has not changed since is stuck.
STILL_SECONDS = 0.7
MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so"

CONFIGURATION = """\
load_module {module};
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log info;
events {{ worker_connections 64; }}
rtmp {{
  access_log off;
  server {{
    listen {host}:{port};
    application {application} {{
      live on;
      wait_key on;
      wait_video on;
      record all;
      record_path {folder};
      record_unique on;
    }}
  }}
}}
"""


class RtmpServer:
    """nginx-rtmp with one application, `live/<stream id>`; each publication becomes a file.

    To nginx-rtmp the name of a stream is what follows the last slash, and the application all before it.
    """

    def __init__(self, processes, stream_id="test"):
        self._processes = processes
        self._port = ports.ReservedPort()
        self.folder = pathlib.Path(processes.directory) / f"rtmp-{self._port.number}"
        self.folder.mkdir()
        self.application = f"live/{stream_id}"
        self.url = f"rtmp://{ports.LOOPBACK}:{self._port.number}/{self.application}/out"
        self.process = None
        self._first_video_at = None
        self._growing = {}  # path: what is known of it, oldest first

    def url_of(self, path):
        """A URL of this server with another application and name."""
        return f"rtmp://{ports.LOOPBACK}:{self._port.number}/{path}"

    def start(self):
        configuration = self.folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(
                module=MODULE,
                folder=self.folder,
                host=ports.LOOPBACK,
                port=self._port.number,
                application=self.application,
            )
        )
        argv = ["nginx", "-c", configuration, "-p", self.folder, "-e", self.folder / "nginx-start.log"]
        self.process = self._processes.start("nginx", argv)
        wait_until(lambda: ports.accepts(self._port.number), 10, "nginx-rtmp listens", [self.process])
        return self

    def hang(self):
        """Stops the server and returns once nothing more fits into the kernel: from then on, bytes of a publisher
        that still writes are pending with the publisher itself."""
        self.process.pause()
        last_change = [0, time.monotonic()]

        def stands_still():
            unsent = ports.unsent_bytes(self._port.number)
            if unsent != last_change[0]:
                last_change[:] = unsent, time.monotonic()
            return unsent > 0 and time.monotonic() - last_change[1] >= STILL_SECONDS

        wait_until(stands_still, 30, "the kernel is full of what the server does not take")

    def recordings(self):
        """What was published so far, one file per publication, oldest first: record_unique puts the time in names."""
        for path in sorted(self.folder.glob("*.flv")):
            if path not in self._growing:
                self._growing[path] = flv.GrowingRecording(path)
        return list(self._growing)

    def seconds(self, publication=0):
        """How much media of the n-th publication has arrived; 0.0 before its first video frame."""
        growing = self._growing_recording(publication)
        return growing.seconds if growing and growing.video_frames else 0.0

    def video_frames(self, publication=0):
        """How many video frames of the n-th publication have arrived."""
        growing = self._growing_recording(publication)
        return growing.video_frames if growing else 0

    def first_video_at(self):
        """When a video frame of the first publication, not its headers alone, was first seen here; None until then."""
        growing = self._growing_recording(0)
        if self._first_video_at is None and growing and growing.video_frames:
            self._first_video_at = time.monotonic()
        return self._first_video_at

    def _growing_recording(self, publication):
        files = self.recordings()
        return self._growing[files[publication]].update() if len(files) > publication else None
