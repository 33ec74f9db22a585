"""An STS that goes away, comes back, stays away, or was none in the first place."""

import time

from streamtest import account, ports, sts_peers, tcp_peer
from streamtest.deadline import PATIENCE
from streamtest.dubbing_case import DubbingCase

LADDER = 2 + 4 + 8 + 16 + 32  # seconds from the loss to the last refusal
FLUSH = 10  # seconds that ready pairs may take after it
CONNECT_LIMIT = 10  # seconds for TCP, WebSocket and CONNECT together
SLACK = 3.0
HUGE_BYTES = 100 * 1000 * 1000
MEGABYTE = 1 << 20


class Killed(DubbingCase):
    def test_and_restarted_goes_on_with_a_new_session(self):
        first = self.start_sts(processing_delay_ms=500)
        run = self.start_dubbing(first.url)
        run.wait_until(lambda: len(first.fragments()) == 4, 30, "the fourth fragment came")
        first.process.kill()  # in the midst of its fourth
        second = self.start_sts(port=first.reserved, processing_delay_ms=500)
        self.finish()
        self.assert_viewers_saw_everything()
        self.assert_dub_is_heard(first, second)
        self.assertEqual([first.sessions(), second.sessions()], [1, 1])
        self.assertGreaterEqual(len(second.applied()), 5)
        # One was on its way; two seconds of ladder, and the segment that ready fell into.
        self.assert_accounts(first, second, disconnected=range(2, 5))


class KilledForGood(DubbingCase):
    SECONDS = 100
    TIMEOUT = 180

    def test_exits_6_when_the_ladder_is_over(self):
        sts = self.start_sts()
        run = self.start_dubbing(sts.url)
        run.wait_until(lambda: len(sts.applied()) == 2, 30, "two fragments are applied")
        killed_at = time.monotonic()
        sts.process.kill()
        self.finish(code=6)
        lasted = run.worker.process.ended_at - killed_at
        self.assertGreaterEqual(lasted, LADDER)
        self.assertLessEqual(lasted, LADDER + FLUSH + SLACK)
        metrics = run.worker.scrape()
        self.assertEqual(metrics.value(account.RECONNECTIONS), 0)
        self.assertEqual(metrics.value("worker_reconnection_attempts_total"), 5)
        # What was ready by then was flushed: all but the last segments have been seen.
        self.assertGreaterEqual(run.rtmp.seconds(), lasted - FLUSH)


class NoSts(DubbingCase):
    """Something else listens on the port until the worker has noticed; then the real one does."""

    def assert_dubs_once_a_real_one_is_there(self, peer, attempts, timeout):
        """The worker turns its back on `peer` so many times first."""
        port = ports.ReservedPort()
        self.addCleanup(port.close)
        with tcp_peer.TcpPeer(peer, port.number) as self.peer:
            run = self.start_dubbing(f"http://{ports.LOOPBACK}:{port.number}")
            run.wait_until(lambda: len(self.peer.ended) == attempts, timeout, "the worker has seen that this is no STS")
        sts = self.start_sts(port=port)
        self.finish()
        self.assert_viewers_saw_everything()
        self.assertEqual(sts.sessions(), 1)
        self.assertGreaterEqual(len(sts.applied()), 3)
        self.assertEqual(set(account.reasons(run)), {"disconnected"})
        metrics = run.worker.scrape()
        self.assertEqual(metrics.value(account.FRAGMENTS), self.segments)
        self.assertEqual(metrics.value(account.FALLBACKS), self.segments - len(sts.applied()))
        return run

    def test_accepting_and_silent_is_given_up_after_10_s(self):
        self.assert_dubs_once_a_real_one_is_there(tcp_peer.stay_silent, attempts=1, timeout=15)
        waited = self.peer.ended[0] - self.peer.began[0]
        self.assertGreaterEqual(waited, CONNECT_LIMIT - 0.5)
        self.assertLessEqual(waited, CONNECT_LIMIT + 0.5)

    def test_talking_garbage_is_left_at_once(self):
        self.assert_dubs_once_a_real_one_is_there(tcp_peer.talk_garbage, attempts=2, timeout=12)

    def test_sending_a_message_of_100_mb_costs_no_memory(self):
        huge = sts_peers.HugeMessage(HUGE_BYTES)
        run = self.assert_dubs_once_a_real_one_is_there(huge, attempts=2, timeout=12)
        self.assertEqual(len(huge.taken), 2)
        # It may still take what was on its way, and throw it away, until its close is answered or two seconds are over.
        lasted = [ended - began for began, ended in zip(self.peer.began, self.peer.ended)]
        self.assertLess(max(lasted), 2 + SLACK)
        # A sanitizer takes some times as much memory, as it does time.
        self.assertLess(run.worker.process.cost.peak_rss_bytes, 80 * MEGABYTE * PATIENCE)
