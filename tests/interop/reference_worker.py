#!/usr/bin/env python3
"""A client as others build it: python-socketio, sending a few fragments in the way of a worker. It shares no code with us.

  reference_worker.py URL [--skip-number N] [--ack-twice]

Without flags it keeps the protocol: the flags are one fault each.
"""

import argparse
import threading
import time
import uuid

import socketio

STREAM, WORKER = "live-1", "reference-worker"
FRAGMENTS = 4
AUDIO = {"format": "m4a", "sample_rate_hz": 48000, "channels": 2, "duration_ms": 1000, "data_base64": "AAAA"}
CONFIG = {"source_language": "en", "target_language": "es", "format": "m4a", "sample_rate_hz": 48000, "channels": 2}
TIMEOUT = 15  # seconds for any answer


def unix_ms():
    return int(time.time() * 1000)


class ReferenceWorker:
    def __init__(self, acks):
        self._acks = acks
        self._ready, self._answered, self._complete = threading.Event(), threading.Event(), threading.Event()
        self._client = socketio.Client(reconnection=False)
        self._client.on("stream:ready", lambda payload: self._ready.set())
        self._client.on("stream:complete", lambda payload: self._complete.set())
        self._client.on("fragment:processed", self._on_result)
        self._client.on("error", lambda payload: self._answered.set())

    def _on_result(self, result):
        ack = {"fragment_id": result["fragment_id"], "status": "applied", "timestamp": unix_ms()}
        for _ in range(self._acks):
            self._client.emit("fragment:ack", ack)
        self._answered.set()

    def run(self, url, skipped):
        headers = {"X-Stream-ID": STREAM, "X-Worker-ID": WORKER}
        self._client.connect(url, headers=headers, transports=["websocket"])
        init = {"stream_id": STREAM, "worker_id": WORKER, "config": CONFIG, "max_inflight": 3, "timeout_ms": 8000}
        self._client.emit("stream:init", init)
        self._await(self._ready, "stream:ready")
        numbers = [number for number in range(FRAGMENTS + 1) if number != skipped][:FRAGMENTS]
        for number in numbers:
            self._send(number)
        self._client.emit("stream:end", {"stream_id": STREAM})
        self._await(self._complete, "stream:complete")
        self._client.disconnect()

    def _send(self, number):
        self._answered.clear()
        fragment = {"fragment_id": str(uuid.uuid4()), "stream_id": STREAM, "sequence_number": number}
        self._client.emit("fragment:data", {**fragment, "timestamp": unix_ms(), "audio": AUDIO})
        self._await(self._answered, f"the answer to fragment {number}")

    @staticmethod
    def _await(event, what):
        if not event.wait(TIMEOUT):
            raise SystemExit(f"{what} did not come")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--skip-number", type=int)
    parser.add_argument("--ack-twice", action="store_true")
    arguments = parser.parse_args()
    ReferenceWorker(acks=2 if arguments.ack_twice else 1).run(arguments.url, arguments.skip_number)


if __name__ == "__main__":
    main()
