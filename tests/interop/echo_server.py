#!/usr/bin/env python3
"""python-socketio as the server of the interop tests: it echoes what it is sent, and prints who comes and goes.

  echo_server.py --port N [--ping-interval-ms N] [--ping-timeout-ms N] [--max-payload N] [--tls-cert F --tls-key F]

Its events, in the namespaces / and /custom: `auth` on connect, with what the client gave; `message` comes back as
`message-back`; `message-with-ack` is acked with its arguments; `question` is asked back, for an ack, and `answered`
tells what the ack said; `leave` has the server put the client out.
"""

import argparse
import json

import socketio
import uvicorn

NAMESPACES = ["/", "/custom"]


def tell(saw, **more):
    print(json.dumps({"saw": saw, **more}), flush=True)


def listen(server, namespace):
    async def on_connect(sid, _environ, auth=None):
        tell("connected", namespace=namespace)
        await server.emit("auth", auth or {}, to=sid, namespace=namespace)

    async def on_disconnect(_sid):
        tell("disconnected", namespace=namespace)

    async def on_message(sid, *arguments):
        await server.emit("message-back", arguments, to=sid, namespace=namespace)

    async def on_message_with_ack(_sid, *arguments):
        return arguments

    async def on_question(sid, *arguments):
        async def answered(*answer):
            await server.emit("answered", answer, to=sid, namespace=namespace)

        await server.emit("question", arguments, to=sid, namespace=namespace, callback=answered)

    async def on_leave(sid):
        await server.disconnect(sid, namespace=namespace)

    handlers = {
        "connect": on_connect,
        "disconnect": on_disconnect,
        "message": on_message,
        "message-with-ack": on_message_with_ack,
        "question": on_question,
        "leave": on_leave,
    }
    for event, handler in handlers.items():
        server.on(event, handler, namespace=namespace)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ping-interval-ms", type=int, default=25000)
    parser.add_argument("--ping-timeout-ms", type=int, default=20000)
    parser.add_argument("--max-payload", type=int, default=16000000)
    parser.add_argument("--tls-cert")
    parser.add_argument("--tls-key")
    arguments = parser.parse_args()
    server = socketio.AsyncServer(
        async_mode="asgi",
        namespaces=NAMESPACES,
        ping_interval=arguments.ping_interval_ms / 1000,
        ping_timeout=arguments.ping_timeout_ms / 1000,
        max_http_buffer_size=arguments.max_payload,
    )
    for namespace in NAMESPACES:
        listen(server, namespace)
    uvicorn.run(
        socketio.ASGIApp(server),
        host="127.0.0.1",
        port=arguments.port,
        log_level="warning",
        ws="websockets",
        ws_max_size=arguments.max_payload,
        ssl_certfile=arguments.tls_cert,
        ssl_keyfile=arguments.tls_key,
    )


if __name__ == "__main__":
    main()
