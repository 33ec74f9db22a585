"""Waiting for a condition, never for a time."""

import os
import time

POLL_PERIOD = 0.01
# How many times longer everything may take than in the plain build; ctest's presets set it where programs are slow.
PATIENCE = float(os.environ.get("STREAM_WORKER_TEST_PATIENCE", "1"))


class ConditionNotMet(AssertionError):
    """What was waited for did not come in time."""


def wait_until(condition, timeout, what, watched=(), period=POLL_PERIOD):
    """Returns the first true value of `condition()`, which is asked every `period` seconds.

    Fails with `what` after `timeout` seconds times PATIENCE, or as soon as one of the `watched` processes has ended
    while the condition is still false: nobody waits in vain for a log line of a dead process.
    """
    timeout *= PATIENCE
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
