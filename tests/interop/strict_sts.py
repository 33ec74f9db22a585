#!/usr/bin/env python3
"""The reference STS with manners: it refuses what the contract says is to be refused, in ways of its own. Strict where
`reference_sts.py` is lax, and with the same flags.

Its own ways are those of services in use: errors without ids, a failed result instead of an error, silence towards
numbers that it has seen, the end of a connection that sends more than a million bytes, `none` only with the next
fragment, null in every optional field.
"""

import reference_sts

PUBLISHED = {"QUEUE_FULL": ("warning", True)}  # severity and retryable of codes; the others are of a client's making


class StrictSts(reference_sts.ReferenceSts):
    def __init__(self, record, delay=0.0, ping_interval=25.0):
        reference_sts.MAX_MESSAGE_BYTES = 1_000_000
        super().__init__(record, delay, ping_interval)

    async def _on_init(self, sid, init):
        problem = init_problem(init)
        if problem:
            return await self._error(sid, "INVALID_CONFIG", problem)
        await super()._on_init(sid, init)
        session = self._sessions[sid]
        session.limit = init.get("max_inflight", 3)
        session.paused, session.pressed = False, False
        session.seen, session.expected = set(), 0

    async def _on_fragment(self, sid, fragment):
        session = self._sessions.get(sid)
        if session is None or fragment["stream_id"] != session.stream_id:
            return await self._error(sid, "STREAM_NOT_FOUND", "no such stream")
        number = fragment["sequence_number"]
        if number < session.expected:
            return None
        if number > session.expected:
            return await self._error(sid, "INVALID_SEQUENCE", "gap", fragment["fragment_id"])
        if fragment["fragment_id"] in session.seen:
            return await self._fail(sid, fragment, "INVALID_SEQUENCE")
        if session.paused:
            return await self._error(sid, "QUEUE_FULL", "paused", fragment["fragment_id"])
        session.seen.add(fragment["fragment_id"])
        session.expected += 1
        await self._press(sid, session)
        return await super()._on_fragment(sid, fragment)

    async def _press(self, sid, session):
        inflight = session.received - session.fragments + 1
        if inflight <= session.limit and not session.pressed:
            return
        session.pressed = inflight > session.limit
        pressure = {
            "stream_id": session.stream_id,
            "severity": "high",
            "current_inflight": inflight,
            "queue_depth": inflight,
            "action": "pause" if session.pressed else "none",
            "recommended_delay_ms": None,
        }
        await self._emit(sid, "backpressure", pressure)

    async def _on_pause(self, sid, pause):
        self._sessions[sid].paused = True

    async def _on_resume(self, sid, resume):
        self._sessions[sid].paused = False

    async def _fail(self, sid, fragment, code):
        self._sessions[sid].expected += 1
        result = self._result(fragment, 0)
        result.update(status="failed", dubbed_audio=None, error={"code": code, "message": "no", "retryable": None})
        await self._emit(sid, "fragment:processed", result)

    async def _error(self, sid, code, message, fragment_id=None):
        severity, retryable = PUBLISHED.get(code, ("error", False))
        error = {"error_id": None, "stream_id": None, "fragment_id": fragment_id, "code": code, "message": message}
        await self._emit(sid, "error", {**error, "severity": severity, "retryable": retryable, "metadata": None})


def init_problem(init):
    config = init.get("config")
    if not isinstance(config, dict) or not isinstance(config.get("target_language"), str):
        return "config is no object with languages"
    return None if 1 <= init.get("max_inflight", 3) <= 10 else "max_inflight is not in 1..10"


if __name__ == "__main__":
    reference_sts.main(StrictSts)
