"""The worker before the judge that judges other people's."""

from streamtest import ports, rtsp_source, sts
from streamtest.dubbing_case import DubbingCase, small_media

PROVOKED_SECONDS = 100  # until the script's last provocation has been answered, at most
LAST_SESSION = 3  # after a crash and a DISCONNECT
REST_SECONDS = 10  # of the source that comes back
MARGIN = 25


class Judged(DubbingCase):
    SECONDS = 60
    TIMEOUT = 240

    def test_keeps_every_rule_while_it_dubs_a_live_stream(self):
        judge = sts.JudgingSts(self.processes, ping_interval_ms=5000)
        port = ports.ReservedPort()
        self.addCleanup(port.close)
        run = self.start_dubbing(judge.url, loop=True, source_port=port.number)

        def last_session_dubs():
            return judge.sessions() == LAST_SESSION and len(judge.sequences()[-1]) > 1

        run.wait_until(last_session_dubs, PROVOKED_SECONDS, "the last provocation is over")
        run.source.process.kill()
        run.wait_until(lambda: judge.received("stream:pause"), 15, "the worker says that its input is lost")
        run.source = rtsp_source.RtspSource(self.processes, small_media(REST_SECONDS), port=port.number)
        self.assertEqual(run.wait(REST_SECONDS + MARGIN), 0, run.worker.process.describe())
        self.assertEqual(judge.process.wait(15), 0, judge.process.stdout())
        self.assertEqual(set(judge.findings().values()), {"passed"}, judge.process.stdout())
