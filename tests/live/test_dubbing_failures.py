"""Answers that are no dub: the original sound is heard, and the breaker keeps the worker from asking in vain."""

from streamtest import account
from streamtest.dubbing_case import DubbingCase
from streamtest.sts import failing, fault

COOLDOWN = 30  # seconds
SLACK = 1.0


class Breaker(DubbingCase):
    SECONDS = 56
    TIMEOUT = 150

    def assert_opens_and_recovers(self, sts, reason, timeout_ms):
        run = self.start_dubbing(sts.url, WORKER_STS_TIMEOUT_MS=str(timeout_ms))
        self.finish()
        self.assert_viewers_saw_everything()
        self.assert_dub_is_heard(sts)
        self.assertEqual(account.breaker_states(run), [0, 2, 1, 0])
        self.assert_cooldown(sts)
        # Ten seconds until it opens, then thirty: one segment more or less, as the answers fall.
        skipped = self.segments - 5 - len(sts.applied())
        self.assertIn(skipped, range(14, 17))
        # A session that was recycled begins with the first segment that began after it was ready.
        unready = sts.sessions() - 1
        expected = {reason: 5, "breaker": skipped - unready, **({"disconnected": unready} if unready else {})}
        self.assert_accounts(sts, **expected)

    def assert_cooldown(self, sts):
        """The sixth fragment is the probe: the first segment that is complete after 30 s."""
        arrivals = [line["at_ms"] / 1000 for line in sts.fragments()]
        waited = arrivals[5] - arrivals[4]
        self.assertGreaterEqual(waited, COOLDOWN - SLACK)
        self.assertLessEqual(waited, COOLDOWN + self.SEGMENT_SECONDS + 1 + SLACK)

    def test_five_timeouts_open_it_and_a_probe_closes_it_after_the_cooldown(self):
        sts = self.start_sts(failing("TIMEOUT", True, to=4))
        # Long enough for the first answer of a sanitized service.
        self.assert_opens_and_recovers(sts, reason="error", timeout_ms=5000)
        self.assertEqual(sts.sessions(), 1)

    def test_five_unanswered_fragments_open_it_and_the_session_is_recycled(self):
        sts = self.start_sts(fault("silent", fragments={"to": 4}, session=1))
        self.assert_opens_and_recovers(sts, reason="timeout", timeout_ms=1000)
        self.assertEqual(sts.sessions(), 2)
        self.assertEqual(sts.sequences()[0], list(range(5)))


class NotCounted(DubbingCase):
    def test_errors_that_are_ours_fall_back_and_never_open_it(self):
        sts = self.start_sts(failing("FRAGMENT_TOO_LARGE", False, to=9))
        run = self.start_dubbing(sts.url)
        self.finish()
        self.assert_viewers_saw_everything()
        self.assertEqual(account.breaker_states(run), [0])
        self.assertEqual(len(sts.fragments()), self.segments)
        self.assert_accounts(sts, error=10)


class UnusableAudio(DubbingCase):
    def test_every_kind_falls_back_to_the_original_sound(self):
        forms = ["missing", "null", "empty", "not_base64", "undecodable", "truncated"]
        faults = [fault("alter", fragments={"sequence": 2 * place}, audio=form) for place, form in enumerate(forms)]
        faults.append(fault("alter", fragments={"sequence": 2 * len(forms)}, audio="wrong_duration", stretch="300ms"))
        sts = self.start_sts(*faults, breaks=["fragment:processed"])
        run = self.start_dubbing(sts.url)
        self.finish()
        self.assert_viewers_saw_everything()
        self.assert_dub_is_heard(sts)
        self.assertEqual(account.breaker_states(run), [0])
        self.assert_accounts(sts, unusable=len(faults))
        self.assert_segment_files(self.segments, dubbed=self.segments - len(faults))


class WrongLength(DubbingCase):
    def test_that_is_off_by_little_is_cut_or_padded_and_stays_in_sync(self):
        sts = self.start_sts(
            fault("alter", fragments={"every": 2}, audio="wrong_duration", stretch="140ms"),
            fault("alter", fragments={"every": 3}, audio="wrong_duration", stretch="-140ms"),
        )
        self.start_dubbing(sts.url)
        self.finish()
        self.assert_viewers_saw_everything()
        self.assert_dub_is_heard(sts)
        self.assertEqual(len(sts.applied()), self.segments)
        self.assert_accounts(sts)
