"""An STS that asks for less."""

from streamtest import account
from streamtest.dubbing_case import DubbingCase
from streamtest.sts import fault


def arrivals(sts):
    """Seconds at which fragments came, from the service's start."""
    return [line["at_ms"] / 1000 for line in sts.fragments()]


def pressure_times(sts):
    return [line["at_ms"] / 1000 for line in sts.sent("backpressure")]


class Pause(DubbingCase):
    def test_stops_sending_until_none_while_the_picture_goes_on(self):
        after_third = {"fragment": 3, "after": "100ms"}
        sts = self.start_sts(
            fault("backpressure", at=after_third, action="pause"),
            fault("backpressure", at={"fragment": 3, "after": "12100ms"}, action="none"),
        )
        self.start_dubbing(sts.url)
        self.finish()
        paused, resumed = pressure_times(sts)
        times = arrivals(sts)
        self.assertEqual([time for time in times if paused + 0.1 < time < resumed], [])
        self.assertGreater(len([time for time in times if time > resumed]), 2)
        self.assert_viewers_saw_everything()
        self.assert_dub_is_heard(sts)
        self.assertEqual(sts.sessions(), 1)
        # Twelve seconds are six segments; the first due after `none` may still be sent.
        self.assert_accounts(sts, paused=range(3, 7))
        told = account.told(self.dubbing)[account.BACKPRESSURE]
        self.assertEqual(told, {"pause": 1, "none": 1})


class SlowDown(DubbingCase):
    def slow_down(self, milliseconds):
        return fault("backpressure", at={"fragment": 2}, action="slow_down", recommended_delay_ms=milliseconds)

    def test_keeps_its_distance_and_the_output_waits_for_the_dub(self):
        sts = self.start_sts(self.slow_down(1500))
        self.start_dubbing(sts.url)
        self.finish()
        times = arrivals(sts)
        steps = [after - before for before, after in zip(times, times[1:])]
        # Each goes out a delay after it was complete: later once, and from then on in step.
        self.assertAlmostEqual(steps[1], self.SEGMENT_SECONDS + 1.5, delta=0.3)
        for step in steps[2:-1]:
            self.assertAlmostEqual(step, self.SEGMENT_SECONDS, delta=0.3)
        self.assert_viewers_saw_everything()
        self.assert_dub_is_heard(sts)
        self.assertEqual(len(sts.applied()), self.segments)
        self.assert_accounts(sts)

    def test_that_is_longer_than_a_hold_may_be_leaves_the_original_sound_until_none(self):
        lifted = fault("backpressure", at={"fragment": 2, "after": "12s"}, action="none")
        sts = self.start_sts(self.slow_down(10000), lifted)
        self.start_dubbing(sts.url)
        self.finish()
        slowed, resumed = pressure_times(sts)
        times = arrivals(sts)
        self.assertEqual([time for time in times if slowed + 0.1 < time < resumed], [])
        self.assertGreater(len([time for time in times if time > resumed]), 2)
        self.assert_viewers_saw_everything()
        self.assert_dub_is_heard(sts)
        self.assert_accounts(sts, slow_down=range(3, 7))
