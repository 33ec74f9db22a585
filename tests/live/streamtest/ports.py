"""TCP ports of 127.0.0.1."""

import socket

LOOPBACK = "127.0.0.1"


class ReservedPort:
    """A port that nobody else is given.

    The socket is bound and never listens: connections to it are refused, while a server that binds with SO_REUSEADDR,
    as nginx and gst-rtsp-server do, may still listen there.
    """

    def __init__(self):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((LOOPBACK, 0))
        self.number = self._socket.getsockname()[1]

    def close(self):
        self._socket.close()


def unsent_bytes(port):
    """How many bytes the kernels of this machine's clients hold for the server on `port`, which does not take them."""
    peer = f"0100007F:{port:04X}"  # 127.0.0.1, in the byte order of /proc/net/tcp
    with open("/proc/net/tcp", encoding="ascii") as table:
        fields = [line.split() for line in table.readlines()[1:]]
    return sum(int(field[4].partition(":")[0], 16) for field in fields if field[2] == peer)


def accepts(port):
    """Whether a server listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
