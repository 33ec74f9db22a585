#!/usr/bin/env python3
"""An STS as others build it: python-socketio on uvicorn, echoing the audio it is sent. It shares no code with us.

  reference_sts.py --port 8080 --record FILE [--delay-ms N] [--ping-interval S] [--ws-ping-interval S]

It has the habits of services in use: two keep-alives at once (Engine.IO's and WebSocket's own), null in optional
fields, results strictly in the order of sequence numbers, DISCONNECT after stream:complete while the WebSocket stays
open. FILE gets one JSON line for each event that came or went, never with audio.
"""

import argparse
import asyncio
import json
import time
import uuid

import socketio
import uvicorn

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
CLOSE_AFTER_COMPLETE = 0.2  # seconds
# What a line of the record has of an event's payload at its own top, as those of `stream-worker fake sts` do.
KEYS = ("stream_id", "fragment_id", "sequence_number", "status")


class Session:
    """One stream on one connection."""

    def __init__(self, init):
        self.stream_id = init["stream_id"]
        self.id = f"ref-{uuid.uuid4().hex[:8]}"
        self.next_sequence = 0
        self.received = 0  # fragments
        self.fragments = 0  # answered
        self.began = time.monotonic()
        self.times_ms = []


class ReferenceSts:
    def __init__(self, record, delay=0.0, ping_interval=25.0):
        self._record = record
        self._delay = delay
        self._sessions = {}
        self.server = socketio.AsyncServer(
            async_mode="asgi",
            ping_interval=ping_interval,
            ping_timeout=10,
            max_http_buffer_size=MAX_MESSAGE_BYTES,
            cors_allowed_origins="*",
        )
        on = self.server.on
        on("connect", self._on_connect)
        on("disconnect", self._on_disconnect)
        on("stream:init", self._on_init)
        on("fragment:data", self._on_fragment)
        on("fragment:ack", self._on_ack)
        on("stream:pause", self._on_pause)
        on("stream:resume", self._on_resume)
        on("stream:end", self._on_end)

    def application(self):
        return socketio.ASGIApp(self.server)

    async def _on_connect(self, sid, environ, auth=None):
        ids = {name: environ.get(f"HTTP_{name.upper().replace('-', '_')}") for name in ("X-Stream-ID", "X-Worker-ID")}
        self._record("opened", sid, "connect", ids)

    async def _on_disconnect(self, sid):
        self._sessions.pop(sid, None)
        self._record("closed", sid, "disconnect", {})

    async def _on_init(self, sid, init):
        self._record("received", sid, "stream:init", init)
        session = self._sessions[sid] = Session(init)
        ready = {
            "stream_id": session.stream_id,
            "session_id": session.id,
            "max_inflight": init.get("max_inflight", 3),
            "capabilities": {"batch_processing": False, "async_delivery": True},
        }
        await self._emit(sid, "stream:ready", ready)

    async def _on_fragment(self, sid, fragment):
        began = time.monotonic()
        self._record("received", sid, "fragment:data", fragment)
        session = self._sessions[sid]
        session.received += 1
        ack = {"fragment_id": fragment["fragment_id"], "status": "queued", "queue_position": None}
        await self._emit(sid, "fragment:ack", ack)
        await asyncio.sleep(self._delay)
        while session.next_sequence < fragment["sequence_number"]:
            await asyncio.sleep(0.005)  # strictly in order, whatever is missing
        session.next_sequence += 1
        session.fragments += 1
        session.times_ms.append(1000 * (time.monotonic() - began))
        await self._emit(sid, "fragment:processed", self._result(fragment, session.times_ms[-1]))

    @staticmethod
    def _result(fragment, milliseconds):
        return {
            "fragment_id": fragment["fragment_id"],
            "stream_id": fragment["stream_id"],
            "sequence_number": fragment["sequence_number"],
            "status": "success",
            "dubbed_audio": fragment["audio"],
            "transcript": "“what was said” № 1",
            "translated_text": "«lo que se dijo» \U0001f399",
            "processing_time_ms": round(milliseconds),
            "stage_timings": None,
            "error": None,
            "metadata": None,
        }

    async def _on_ack(self, sid, ack):
        self._record("received", sid, "fragment:ack", ack)

    async def _on_pause(self, sid, pause):
        self._record("received", sid, "stream:pause", pause)

    async def _on_resume(self, sid, resume):
        self._record("received", sid, "stream:resume", resume)

    async def _on_end(self, sid, end):
        self._record("received", sid, "stream:end", end)
        session = self._sessions[sid]
        while session.fragments < session.received:
            await asyncio.sleep(0.005)
        times = session.times_ms
        complete = {
            "stream_id": session.stream_id,
            "total_fragments": session.fragments,
            "total_duration_ms": round(1000 * (time.monotonic() - session.began)),
            "statistics": {
                "success_count": session.fragments,
                "partial_count": 0,
                "failed_count": 0,
                "avg_processing_time_ms": round(sum(times) / len(times)) if times else 0,
                "p95_processing_time_ms": None,
            },
        }
        await self._emit(sid, "stream:complete", complete)
        await asyncio.sleep(CLOSE_AFTER_COMPLETE)
        await self.server.disconnect(sid)

    async def _emit(self, sid, event, payload):
        await self.server.emit(event, payload, to=sid)
        self._record("sent", sid, event, payload)


class RecordFile:
    """What happened, a line each, with the sizes of audio in place of it."""

    def __init__(self, path):
        self._file = open(path, "w", encoding="utf-8")
        self._began = time.monotonic()

    def __call__(self, kind, connection, event, payload):
        line = {
            "at_ms": round(1000 * (time.monotonic() - self._began)),
            "connection": connection,
            "kind": kind,
            "event": event,
            **{name: payload[name] for name in KEYS if payload.get(name) is not None},
            "payload": without_audio(payload),
        }
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()


def without_audio(value):
    if not isinstance(value, dict):
        return value
    return {
        name: {"bytes": len(item)} if name == "data_base64" else without_audio(item) for name, item in value.items()
    }


def main(service=ReferenceSts):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--record", required=True)
    parser.add_argument("--delay-ms", type=int, default=0)
    parser.add_argument("--ping-interval", type=float, default=25.0)
    parser.add_argument("--ws-ping-interval", type=float, default=20.0)
    arguments = parser.parse_args()
    sts = service(RecordFile(arguments.record), arguments.delay_ms / 1000, arguments.ping_interval)
    uvicorn.run(
        sts.application(),
        host="127.0.0.1",
        port=arguments.port,
        log_level="warning",
        ws="websockets",
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_ping_interval=arguments.ws_ping_interval,
    )


if __name__ == "__main__":
    main()
