#!/usr/bin/env python3
"""Writes the golden transcripts: what python-socketio's client and server say to each other, byte by byte, and what
each of the two applications saw.

  python3 -m venv V && V/bin/pip install --no-deps -r requirements.txt && V/bin/python record_transcripts.py

It is run by hand when a transcript is to be added; tests replay the files as they stand. One JSON object per line:

  {"bytes": "client", "base64": …}       what one side sent, in the order in which it passed by
  {"saw": "client", "line": …}           what its application was told, as tests/unit/protocol/observed.h puts it
  {"did": "client", "event": …}          what its application emitted: "arguments" is JSON, values separated by commas,
                                         escaped as Python's is; "asks" is the id of an ack that was asked for, "acks"
                                         that of one that was given, and then there is no event
"""

import asyncio
import base64
import json
import pathlib
import socket
import threading

import socketio
import uvicorn

import reference_sts

TRANSCRIPTS = pathlib.Path(__file__).parent / "transcripts"
PATIENCE = 10  # seconds


class Transcript:
    def __init__(self, path):
        self._file = open(path, "w", encoding="utf-8")
        self._lock = threading.Lock()

    def add(self, **line):
        with self._lock:
            self._file.write(json.dumps(line) + "\n")

    def bytes(self, side, data):
        self.add(bytes=side, base64=base64.b64encode(data).decode())

    def connected(self, side, sid, auth=None):
        self.add(saw=side, line=f"connected {sid}" + (f" {to_json(auth)}" if auth else ""))

    def saw(self, side, what, *arguments, ack=None):
        text, attachments = to_wire(arguments, ensure_ascii=False)
        parts = [what, text, *(f"<{attachment.decode()}>" for attachment in attachments)]
        self.add(saw=side, line=" ".join(parts) + (f" ack={ack}" if ack is not None else ""))

    def did(self, side, event, *arguments, **ack):
        text, attachments = to_wire(arguments)
        line = {"did": side, "event": event, "arguments": text, **ack}
        if attachments:
            line["attachments"] = [attachment.decode() for attachment in attachments]
        self.add(**line)

    def close(self):
        self._file.close()


def to_json(value, ensure_ascii=True):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=ensure_ascii)


def to_wire(arguments, ensure_ascii=True):
    """The JSON of an event's arguments, values separated by commas, and its attachments."""
    attachments = []

    def replaced(value):
        if isinstance(value, bytes):
            attachments.append(value)
            return {"_placeholder": True, "num": len(attachments) - 1}
        if isinstance(value, dict):
            return {name: replaced(item) for name, item in value.items()}
        return [replaced(item) for item in value] if isinstance(value, (list, tuple)) else value

    return to_json(replaced(list(arguments)), ensure_ascii)[1:-1], attachments


class Server:
    """An ASGI application on a free port of an event loop in a thread, behind a proxy that writes down what passes."""

    def __init__(self, application, transcript, **options):
        self._transcript = transcript
        self._socket = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(application, log_level="warning", **options)
        self._server = uvicorn.Server(config)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(self, *_):
        self._server.should_exit = True
        self._thread.join(PATIENCE)

    async def _run(self):
        self.loop = asyncio.get_running_loop()
        proxy = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started:
            await asyncio.sleep(0.01)
        self._ready.set()
        await serving
        proxy.close()

    async def _carry(self, client_in, client_out):
        server_in, server_out = await asyncio.open_connection(*self._socket.getsockname())
        await asyncio.gather(self._copy("client", client_in, server_out), self._copy("server", server_in, client_out))

    async def _copy(self, side, source, sink):
        while data := await source.read(1 << 16):
            self._transcript.bytes(side, data)
            sink.write(data)
        sink.close()


class Client:
    """python-socketio's client, whose application writes down what it sees and does."""

    def __init__(self, transcript, events):
        self._transcript = transcript
        self._seen = {}
        self.client = socketio.Client(reconnection=False)
        self.client.on("connect", lambda: transcript.connected("client", self.client.get_sid()))
        for event in events:
            self.client.on(event, lambda *arguments, event=event: self._see(event, arguments))

    def _see(self, event, arguments):
        self._transcript.saw("client", f"event {event}", *arguments)
        self.release(event)

    def release(self, event):
        self._of(event).release()

    def _of(self, event):
        return self._seen.setdefault(event, threading.Semaphore(0))

    def emit(self, event, *arguments):
        self._transcript.did("client", event, *arguments)
        self.client.emit(event, arguments)

    def call(self, event, *arguments, number):
        """Emits and waits for the ack; `number` is the id that the client gives it, by counting from 1."""
        self._transcript.did("client", event, *arguments, asks=number)
        answer = self.client.call(event, arguments, timeout=PATIENCE)
        answer = answer if isinstance(answer, tuple) else () if answer is None else (answer,)
        self._transcript.saw("client", f"acked {number}", *answer)

    def wait(self, event):
        assert self._of(event).acquire(timeout=PATIENCE), event


def audio(characters):
    return {
        "format": "m4a",
        "sample_rate_hz": 48000,
        "channels": 2,
        "duration_ms": 6000,
        "data_base64": base64.b64encode(bytes(range(256)) * (characters // 256)).decode(),
    }


def record_session(path):
    """A whole STS session: two fragments, both keep-alives, the end."""
    transcript = Transcript(path)

    def observe(kind, sid, event, payload):
        if kind == "opened":
            transcript.connected("server", sid)
        elif kind == "received":
            transcript.saw("server", f"event {event}", payload)
        # What is sent is written down before it is.

    sts = reference_sts.ReferenceSts(observe, ping_interval=0.3)
    emit = sts.server.emit

    async def observed_emit(event, payload, to):
        transcript.did("server", event, payload)
        await emit(event, payload, to=to)

    sts.server.emit = observed_emit
    with Server(sts.application(), transcript, ws="websockets", ws_ping_interval=0.5) as server:
        client = Client(transcript, ["stream:ready", "fragment:ack", "fragment:processed", "stream:complete"])
        ids = {"X-Stream-ID": "test", "X-Worker-ID": "worker-1"}
        client.client.connect(server.url, headers=ids, transports=["websocket"])
        client.emit("stream:init", stream_init())
        client.wait("stream:ready")
        for sequence in range(2):
            client.emit("fragment:data", fragment(sequence))
            client.wait("fragment:processed")
            ack = {"fragment_id": fragment(sequence)["fragment_id"], "status": "applied", "timestamp": 1735600000000}
            client.emit("fragment:ack", ack)
        threading.Event().wait(1.0)  # long enough for a ping of each kind
        client.emit("stream:end", {"stream_id": "test", "reason": "source_ended"})
        client.wait("stream:complete")
        client.client.wait()  # until the server has put the client out
    transcript.close()


def stream_init():
    config = {"source_language": "en", "target_language": "es", "format": "m4a", "sample_rate_hz": 48000, "channels": 2}
    ids = {"stream_id": "test", "worker_id": "worker-1"}
    return {**ids, "config": config, "max_inflight": 3, "timeout_ms": 8000}


def fragment(sequence):
    return {
        "fragment_id": f"7f1d2c9e-0b54-4c1e-9a53-3f0e2a6d1b1{sequence}",
        "stream_id": "test",
        "sequence_number": sequence,
        "timestamp": 1735600000000 + 6000 * sequence,
        "audio": audio(1024 + 2048 * sequence),
        "metadata": {"pts_ns": 6_000_000_000 * sequence, "source_pts_ns": None},
    }


def record_packets(path):
    """Every kind of packet: acks both ways, attachments both ways, text beyond ASCII, no arguments and many."""
    transcript = Transcript(path)
    server_side = socketio.AsyncServer(async_mode="asgi", ping_interval=25)

    @server_side.event
    async def connect(sid, _, auth):
        transcript.connected("server", sid, auth)

    @server_side.on("*")
    async def on_any(event, sid, *arguments):
        # An id is not told to the application; this one answers what it was asked.
        asked = {"sum": 1, "blob": 2, "nothing": 3}.get(event)
        transcript.saw("server", f"event {event}", *arguments, ack=asked)
        answer = {"sum": lambda: sum(arguments), "blob": lambda: arguments[0][::-1]}.get(event, lambda: None)()
        if asked:
            transcript.did("server", "", *(() if answer is None else (answer,)), acks=asked)
        elif event == "ask me":
            await ask(sid)
        elif event == "send me":
            await send(sid)
        return answer

    async def ask(sid):
        def on_ack(*arguments):
            transcript.saw("server", "acked 1", *arguments)

        transcript.did("server", "question", "¿qué?", asks=1)
        await server_side.emit("question", "¿qué?", to=sid, callback=on_ack)

    async def send(sid):
        messages = [
            ("plain", ()),
            ("many", (1, -2.5, True, None, "a", [], {}, {"deep": [[{"x": 1}]]})),
            ("escapes", ('"\\/\b\f\n\r\t\u2028', "żółć 中文 \U0001f600")),
            ("attachments", ({"a": b"first", "b": [b"second", 3]}, b"third")),
            ("long", ("x" * 1000,)),
            ("last", ()),
        ]
        for name, arguments in messages:
            transcript.did("server", name, *arguments)
            await server_side.emit(name, arguments if len(arguments) != 1 else arguments[0], to=sid)

    with Server(socketio.ASGIApp(server_side), transcript, ws="wsproto") as server:
        client = Client(transcript, ["plain", "many", "escapes", "attachments", "long", "last"])

        @client.client.on("question")
        def question(text):
            transcript.saw("client", "event question", text, ack=1)
            transcript.did("client", "", "«respuesta»", 7, acks=1)
            client.release("question")
            return "«respuesta»", 7

        client.client.connect(server.url, transports=["websocket"], auth={"token": "t"})
        client.call("sum", 1, 2, 39, number=1)
        client.call("blob", b"attached", number=2)
        client.call("nothing", number=3)
        client.emit("ask me")
        client.wait("question")
        client.emit("many", 1, 2.5, None, "żółć 中文 \U0001f600", {"deep": [[{"x": 1}]]}, b"one", [b"two"])
        client.emit("send me")
        client.wait("last")
        client.client.disconnect()
    transcript.close()


if __name__ == "__main__":
    TRANSCRIPTS.mkdir(exist_ok=True)
    record_session(TRANSCRIPTS / "sts_session.jsonl")
    record_packets(TRANSCRIPTS / "packets.jsonl")
