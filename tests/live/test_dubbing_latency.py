"""An STS that is slow now and quick then."""

from streamtest import account
from streamtest.dubbing_case import DubbingCase
from streamtest.sts import fault


class VariableLatency(DubbingCase):
    SERIAL = True
    SEGMENT_SECONDS = 3

    def test_from_0_to_3_s_dubs_everything_in_sync(self):
        sts = self.start_sts(fault("slow", delay="0s", jitter="3s"))
        run = self.start_dubbing(sts.url)
        self.finish()
        self.assertEqual(run.worker.errors(), [])
        self.assert_viewers_saw_everything()
        self.assert_dub_is_heard(sts)
        self.assert_accounts(sts)
        self.assertEqual(len(sts.applied()), self.segments)
        self.assert_segment_files(self.segments, dubbed=self.segments)
        metrics = run.worker.scrape()
        self.assertEqual(metrics.count(account.ROUND_TRIPS), self.segments)
        # Evenly spread over 3 s: all of ten below 1 s, or none, has a chance of one in tens of thousands.
        self.assertTrue(0 < metrics.share_within(account.ROUND_TRIPS, 1000) < 1)
