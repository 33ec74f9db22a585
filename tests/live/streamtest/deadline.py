"""Waiting for a condition, never for a time."""

import time

POLL_PERIOD = 0.01


class ConditionNotMet(AssertionError):
    """What was waited for did not come in time."""


def wait_until(condition, timeout, what, watched=(), period=POLL_PERIOD):
    """Returns the first true value of `condition()`, which is asked every `period` seconds.

    Fails with `what` after `timeout` seconds, or as soon as one of the `watched` processes has ended while the
    condition is still false: nobody waits in vain for a log line of a dead process.
    """
    give_up_at = time.monotonic() + timeout
    while True:
        ended = [process for process in watched if process.poll() is not None]
        value = condition()
        if value:
            return value
        if ended:
            raise ConditionNotMet(f"{what}: in vain, for {ended[0].describe()}")
        if time.monotonic() >= give_up_at:
            raise ConditionNotMet(f"{what}: not within {timeout} s")
        time.sleep(period)
