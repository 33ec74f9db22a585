"""STSs that share nothing with us: python-socketio on uvicorn, from PyPI, and socket.io, from npm."""

from streamtest import account, foreign
from streamtest.dubbing_case import DubbingCase


class ForeignSts(DubbingCase):
    LABEL = "interop"
    TIMEOUT = 180  # the packages' installation included
    SECONDS = 24


class Cases:
    """What holds with every service."""

    def test_is_dubbed_through_with_its_keep_alive(self):
        sts = self.watched(self.SERVICE(self.processes, delay_ms=300, **self.KEEP_ALIVE))
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
        if self.ASKS_FOR_ACKS:
            acks = [line["payload"] for line in sts.records() if line["kind"] == "acked"]
            self.assertEqual(acks, [{"values": []}] * self.segments)

    def test_restarted_in_the_middle_dubs_what_follows(self):
        sts = self.watched(self.SERVICE(self.processes))
        run = self.start_dubbing(sts.url)
        run.wait_until(lambda: len(sts.applied()) >= 2, 30, "two fragments are applied")
        sts.process.kill()
        again = self.watched(self.SERVICE(self.processes, port=sts.reserved))
        self.finish()
        self.assert_viewers_saw_everything()
        self.assertGreaterEqual(len(again.applied()), 2)
        for service in (sts, again):
            self.assert_sequences(service)
        self.assertEqual(set(sts.applied()) & set(again.applied()), set())


class PythonSocketIo(Cases, ForeignSts):
    SERVICE = foreign.ReferenceSts
    KEEP_ALIVE = {"ping_interval": 2, "ws_ping_interval": 3}  # Engine.IO's and WebSocket's own
    ASKS_FOR_ACKS = False

    def test_started_late_is_found_by_the_ladder(self):
        sts = foreign.ReferenceSts(self.processes)
        sts.process.kill()
        run = self.start_dubbing(sts.url)
        run.wait_until(lambda: run.rtmp.seconds() > 0, 30, "the stream goes on without it")
        again = self.watched(foreign.ReferenceSts(self.processes, port=sts.reserved))
        self.finish()
        self.assert_viewers_saw_everything()
        self.assertGreaterEqual(len(again.applied()), 3)
        self.assert_sequences(again)


class NpmSocketIo(Cases, ForeignSts):
    SERVICE = foreign.NpmSts
    KEEP_ALIVE = {"ping_interval": 2}
    ASKS_FOR_ACKS = True
