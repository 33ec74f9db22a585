#!/usr/bin/env python3
"""python-socketio's client as a program of the interop tests: it does what a script says and prints what it sees, both
as tests/interop/client/script.h has them.

  echo_client.py --url URL --script FILE [--ca FILE] [--reconnect]
"""

import argparse
import base64
import json
import threading

import engineio
import socketio


def from_script(value):
    if isinstance(value, dict):
        if "base64" in value:
            return base64.b64decode(value["base64"])
        return {name: from_script(item) for name, item in value.items()}
    return [from_script(item) for item in value] if isinstance(value, list) else value


def to_line(value):
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {name: to_line(item) for name, item in value.items()}
    return [to_line(item) for item in value] if isinstance(value, (list, tuple)) else value


class OneByOne(engineio.Client):
    """python-engineio starts a thread for each message, so that two may be heard in any order; here, one after another."""

    def _trigger_event(self, event, *args, **how):
        return super()._trigger_event(event, *args, **{**how, "run_async": False})


class Client(socketio.Client):
    def _engineio_client_class(self):
        return OneByOne


class Program:
    def __init__(self, arguments):
        with open(arguments.script, encoding="utf-8") as file:
            self._script = json.load(file)
        self._namespace = self._script.get("namespace", "/")
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._seen = 0
        self._refusal = None
        self._url = arguments.url
        options = {"sslopt": {"ca_certs": arguments.ca}} if arguments.ca else {}
        self._stays = arguments.reconnect
        self._client = Client(
            reconnection=arguments.reconnect,
            reconnection_delay=0.2,
            reconnection_delay_max=0.5,
            websocket_extra_options=options,
        )
        self._client.on("connect", self._on_connect, namespace=self._namespace)
        self._client.on("disconnect", self._on_disconnect, namespace=self._namespace)
        self._client.on("connect_error", self._on_connect_error, namespace=self._namespace)
        self._client.on("*", self._on_event, namespace=self._namespace)

    def run(self):
        try:
            self._client.connect(
                self._url, transports=["websocket"], namespaces=[self._namespace], auth=self._script.get("auth"),
                wait_timeout=5,
            )
        except socketio.exceptions.ConnectionError as error:
            return self._tell("refused", message=self._refusal or str(error))
        self._over.wait()
        self._client.disconnect()

    def _on_connect(self):
        self._tell("connected", namespace=self._namespace)
        for place, event in enumerate(self._script["emit"]):
            wants_ack = {"callback": lambda *answer, of=place: self._on_ack(of, answer)} if event.get("ack") else {}
            arguments = tuple(from_script(event["arguments"]))
            self._client.emit(event["event"], arguments, namespace=self._namespace, **wants_ack)

    def _on_connect_error(self, data):
        self._refusal = json.dumps(data)

    def _on_disconnect(self):
        self._tell("disconnected")
        if not self._stays:
            self._over.set()

    def _on_event(self, event, *arguments):
        self._tell("event", event=event, arguments=to_line(arguments))
        self._count()
        return arguments

    def _on_ack(self, of, answer):
        self._tell("ack", of=of, arguments=to_line(answer))
        self._count()

    def _tell(self, saw, **more):
        with self._lock:
            print(json.dumps({"saw": saw, **more}), flush=True)

    def _count(self):
        with self._lock:
            self._seen += 1
            if self._seen == self._script.get("until"):
                self._over.set()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--script", required=True)
    parser.add_argument("--ca")
    parser.add_argument("--reconnect", action="store_true")
    Program(parser.parse_args()).run()


if __name__ == "__main__":
    main()
