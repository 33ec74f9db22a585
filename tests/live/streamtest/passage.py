"""One file carried live through the worker from beginning to end, and what came out."""

import dataclasses
import pathlib

from streamtest import comparison, footage, processes, rtmp_server, rtsp_source, worker
from streamtest.deadline import wait_until

START_TIMEOUT = 15  # seconds until the first output, at most
END_MARGIN = 15  # seconds beyond the file's length until the worker must have ended


@dataclasses.dataclass(frozen=True)
class Passage:
    worker: worker.Worker
    exit_code: int
    cost: processes.Cost
    first_output_seconds: float  # from the start of the worker to the first video frame at the server
    recordings: list  # one path per publication; a good passage has one
    source: footage.Footage
    output: footage.Footage

    @property
    def since_first_idr_ms(self):
        """As the worker itself has measured it."""
        return self.worker.lines("first output")[0]["sinceFirstIdr_ms"]

    def offsets(self):
        return comparison.compare_offsets(self.source.sync, self.output.sync)

    def frames(self):
        return comparison.compare_frames(self.source.video_units, self.output.video_units)

    def missing_events(self):
        """Pairs of flash and beep of the source that the output has not, or events that found no partner there."""
        return abs(len(self.source.sync.pairs) - len(self.output.sync.pairs)) + self.output.sync.unpaired()

    def audio_difference(self):
        """Seconds that the output's sound is longer than the source's."""
        return self.output.decoded.audio_seconds() - self.source.decoded.audio_seconds()


def carry(children, file, seconds, on_progress=lambda carried: None, **settings):
    """Runs source, server and worker until the stream of `file`, `seconds` long, is over. `settings` are the worker's.

    `on_progress` is called now and then with the seconds carried so far.
    """
    rtmp = rtmp_server.RtmpServer(children).start()
    source = rtsp_source.RtspSource(children, file)
    run = worker.Worker(children, source.url, rtmp.url, **settings)
    first_output_at = wait_until(rtmp.first_video_at, START_TIMEOUT, "the first output", [run.process])

    def over():
        on_progress(rtmp.seconds())
        return run.process.poll() is not None

    wait_until(over, seconds + END_MARGIN, "the worker ends with the stream")
    source.process.terminate()
    rtmp.process.terminate()
    recordings = rtmp.recordings()
    return Passage(
        worker=run,
        exit_code=run.process.exit_code,
        cost=run.process.cost,
        first_output_seconds=first_output_at - run.process.started_at,
        recordings=recordings,
        source=footage.read_footage(pathlib.Path(file)),
        output=footage.read_footage(recordings[0]),
    )
