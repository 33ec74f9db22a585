"""A stream on its way through the worker, an STS and an RTMP server, watched from outside until it is over."""

import pathlib

from streamtest import footage, passage, rtmp_server, rtsp_source, segments, worker
from streamtest.deadline import wait_until

# Nothing here is judged by the millisecond, and files that grow are read whole.
WATCH_PERIOD = 0.1
START_TIMEOUT = 30  # seconds until the first output, at most: a segment and the service come first


class Dubbing:
    def __init__(self, children, file, sts_url=None, mode="enabled", loop=False, source_port=0, **settings):
        """`settings` are the worker's; segments go to a folder of the run."""
        self.file = pathlib.Path(file)
        self.rtmp = rtmp_server.RtmpServer(children).start()
        self.source = rtsp_source.RtspSource(children, file, loop=loop, port=source_port)
        settings.setdefault("WORKER_SEGMENT_DIR", str(pathlib.Path(children.directory) / "segments"))
        if sts_url:
            settings["WORKER_STS_SERVICE_URL"] = sts_url
        self.segments = segments.SegmentFolder(settings["WORKER_SEGMENT_DIR"])
        self.worker = worker.Worker(children, self.source.url, self.rtmp.url, mode, **settings)

    def wait_until(self, condition, timeout, what):
        """As deadline.wait_until; meanwhile the worker's metrics are sampled. Fails at once when the worker ends."""

        def watched():
            self._watch()
            return condition()

        return wait_until(watched, timeout, what, [self.worker.process], WATCH_PERIOD)

    def wait_for_output(self, seconds=0.001, timeout=START_TIMEOUT):
        """Until so many seconds have been published."""
        self.wait_until(lambda: self.rtmp.seconds() >= seconds, timeout, f"{seconds} s are published")

    def wait(self, timeout, on_progress=lambda published: None):
        """The exit code of the worker, once it has ended."""

        def over():
            self._watch()
            on_progress(self.rtmp.seconds())
            return self.worker.process.poll() is not None

        wait_until(over, timeout, "the worker ends", period=WATCH_PERIOD)
        self.source.process.terminate()
        self.rtmp.process.terminate()
        return self.worker.process.exit_code

    def passage(self):
        """What came out, beside what went in; once the worker has ended."""
        recordings = self.rtmp.recordings()
        process = self.worker.process
        return passage.Passage(
            worker=self.worker,
            exit_code=process.exit_code,
            cost=process.cost,
            first_output_seconds=self.rtmp.first_video_at() - process.started_at,
            recordings=recordings,
            source=footage.read_footage(self.file),
            output=footage.read_footage(recordings[0]),
        )

    def _watch(self):
        self.worker.sample()
        self.rtmp.first_video_at()
