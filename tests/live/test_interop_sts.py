"""An STS that shares nothing with us: python-socketio on uvicorn, from PyPI."""

from streamtest import account, foreign
from streamtest.dubbing_case import DubbingCase


class PythonSocketIo(DubbingCase):
    LABEL = "interop"
    TIMEOUT = 180  # the packages' installation included

    def test_is_dubbed_through_with_both_of_its_keep_alives(self):
        sts = foreign.ReferenceSts(self.processes, delay_ms=300, ping_interval=2, ws_ping_interval=3)
        run = self.start_dubbing(sts.url)
        self.finish()
        self.assertEqual(run.worker.errors(), [])
        self.assert_viewers_saw_everything()
        self.assertEqual(len(sts.applied()), self.segments)
        self.assert_accounts(sts)
        (opened,) = [line for line in sts.records() if line["kind"] == "opened"]
        self.assertEqual(opened["payload"]["X-Stream-ID"], "test")
        self.assertTrue(opened["payload"]["X-Worker-ID"])
        self.assertEqual(len(sts.received("stream:end")), 1)
        self.assertEqual(account.breaker_states(run), [0])

    def test_started_late_is_found_by_the_ladder(self):
        sts = foreign.ReferenceSts(self.processes)
        sts.process.kill()
        run = self.start_dubbing(sts.url)
        run.wait_until(lambda: run.rtmp.seconds() > 0, 30, "the stream goes on without it")
        again = foreign.ReferenceSts(self.processes, port=sts.reserved)
        self.finish()
        self.assert_viewers_saw_everything()
        self.assertGreaterEqual(len(again.applied()), 3)
        self.assert_sequences(again)
