"""A fragment's message through python-engineio and python-socketio and back; run by ../parsers.py.

  parsers_python.py MESSAGE SECONDS     prints {"decode": …, "encode": …}: CPU seconds for one
  parsers_python.py MESSAGE             the same in bytes, where ../parsers.py has preloaded the counter
"""

import ctypes
import json
import pathlib
import sys
import time

import engineio.packet
import socketio.packet

REPETITIONS = 20  # between two looks at the clock


def decode(message):
    outer = engineio.packet.Packet(encoded_packet=message)
    return socketio.packet.Packet(encoded_packet=outer.data).data


def encode(data):
    inner = socketio.packet.Packet(socketio.packet.EVENT, data=data, namespace="/").encode()
    return engineio.packet.Packet(engineio.packet.MESSAGE, data=inner).encode()


def seconds_each(operation, seconds):
    runs, began = 0, time.process_time()
    while (passed := time.process_time() - began) < seconds:
        for _ in range(REPETITIONS):
            operation()
        runs += REPETITIONS
    return passed / runs


def bytes_each(operation):
    counter = ctypes.CDLL(None).allocated_bytes
    counter.restype = ctypes.c_uint64
    operation()
    before = counter()
    for _ in range(REPETITIONS):
        operation()
    return (counter() - before) / REPETITIONS


def main():
    message = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    data = decode(message)
    assert encode(data) == message
    operations = {"decode": lambda: decode(message), "encode": lambda: encode(data)}
    if len(sys.argv) > 2:
        found = {name: seconds_each(operation, float(sys.argv[2])) for name, operation in operations.items()}
    else:
        found = {name: bytes_each(operation) for name, operation in operations.items()}
    print(json.dumps(found))


main()
