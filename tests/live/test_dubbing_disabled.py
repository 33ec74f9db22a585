"""`disabled`: segments as in dubbing, with the original sound, and no STS anywhere."""

from streamtest import account, tcp_peer
from streamtest.dubbing_case import DubbingCase


class Disabled(DubbingCase):
    SECONDS = 20

    def test_writes_segments_and_never_connects(self):
        with tcp_peer.TcpPeer(tcp_peer.stay_silent) as peer:
            run = self.start_dubbing(f"http://127.0.0.1:{peer.port}", mode="disabled")
            self.finish()
            self.assertEqual(peer.began, [])
        self.assertEqual(run.worker.errors(), [])
        self.assert_viewers_saw_everything()
        self.assert_segment_files(self.segments, dubbed=0)
        metrics = run.worker.scrape()
        self.assertEqual(metrics.value(account.FRAGMENTS), self.segments)
        self.assertEqual(metrics.value(account.FALLBACKS), 0)
        self.assertEqual(account.reasons(run), {})
