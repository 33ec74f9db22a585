"""Who may include whom: the one table. docs/ARCHITECTURE.md draws it.

A file belongs to the longest folder below that it lies in (a file may have a row of its own). `may` names the rows it
may include from, each by its exact name: "fakes" does not open "fakes/live". `libraries` names third parties of
LIBRARIES. A pure folder has no clock, thread, socket, environment or order that depends on an address: see banned.py.
"""
from dataclasses import dataclass

EVERYTHING = ("*",)


@dataclass(frozen=True)
class Folder:
    may: tuple
    libraries: tuple = ()
    pure: bool = False


def pure(*may, libraries=()):
    return Folder(may, libraries, pure=True)


PROTOCOL = ("worker/protocol", "worker/protocol/websocket")
CONTRACTS = ("contracts", "contracts/judge")
BASE = ("worker/base", "worker/base/expected.h")

FOLDERS = {
    "worker/base": pure(*BASE),
    "worker/base/expected.h": pure(libraries=("expected",)),
    "contracts": pure(*BASE, "contracts", libraries=("rapidjson",)),
    "contracts/judge": pure(*BASE, *CONTRACTS, libraries=("rapidjson", "valijson")),
    "worker/core": pure(*BASE, "contracts", "worker/core"),
    "worker/protocol": pure(*BASE, "contracts", *PROTOCOL, libraries=("rapidjson",)),
    "worker/protocol/websocket": pure(*BASE, "contracts", *PROTOCOL, libraries=("websocketpp",)),
    "worker/ports": pure(*BASE, "worker/ports"),
    "worker/engine": pure(*BASE, "contracts", *PROTOCOL, "worker/core", "worker/ports", "worker/engine"),
    "worker/adapters/asio": Folder((*BASE, "worker/ports", "worker/adapters/asio"), ("boost", "openssl", "posix")),
    "worker/adapters/asio/http": Folder(
        (*BASE, "worker/ports", "worker/adapters/asio", "worker/adapters/asio/http"), ("boost", "posix")
    ),
    "worker/adapters/filesystem": Folder((*BASE, "worker/ports", "worker/adapters/filesystem"), ("posix",)),
    "worker/adapters/gstreamer": Folder(
        (*BASE, "worker/ports", "worker/adapters/gstreamer", "worker/adapters/mpeg4"), ("gstreamer", "posix")
    ),
    "worker/adapters/mpeg4": pure(*BASE, "worker/ports", "worker/adapters/mpeg4"),
    "worker/adapters/prometheus": Folder((*BASE, "worker/ports", "worker/adapters/prometheus"), ("prometheus",)),
    "worker/adapters/spdlog": Folder(
        (*BASE, "worker/ports", "worker/adapters/spdlog"), ("spdlog", "fmt", "rapidjson", "posix")
    ),
    "worker/app": Folder(EVERYTHING, ("cli11", "posix")),
    "fakes": pure(*BASE, *CONTRACTS, *PROTOCOL, "worker/ports", "fakes", libraries=("rapidjson",)),
    "fakes/live": Folder(
        (
            *BASE,
            "worker/ports",
            "worker/adapters/asio",
            "worker/adapters/asio/http",
            "worker/adapters/filesystem",
            "worker/adapters/gstreamer",
            "worker/adapters/prometheus",
            "worker/adapters/spdlog",
            "fakes",
            "fakes/live",
        ),
        ("boost", "openssl", "gstreamer", "posix"),
    ),
    "sim": pure(
        *BASE, *CONTRACTS, *PROTOCOL, "worker/core", "worker/ports", "worker/engine", "fakes", "sim", "sim/cli",
        libraries=("rapidjson", "valijson"),
    ),
    "sim/cli": pure(
        *BASE, *CONTRACTS, *PROTOCOL, "worker/core", "worker/ports", "worker/engine", "fakes", "sim", "sim/cli",
        libraries=("rapidjson", "valijson", "cli11", "posix"),
    ),
    "fuzz": Folder(EVERYTHING, EVERYTHING),
    "tests": Folder(EVERYTHING, EVERYTHING),
}

# Third parties by the beginning of their headers. What is neither here nor in the standard is in no folder's list.
LIBRARIES = {
    "expected": ("tl/",),
    "rapidjson": ("rapidjson/",),
    "valijson": ("valijson/",),
    "websocketpp": ("websocketpp/",),
    "cli11": ("CLI/",),
    "boost": ("boost/",),
    "openssl": ("openssl/",),
    "gstreamer": ("gst/", "glib", "gio/", "gobject/", "gmodule"),
    "prometheus": ("prometheus/",),
    "spdlog": ("spdlog/",),
    "fmt": ("fmt/",),
    "gtest": ("gtest/", "gmock/"),
    "rapidcheck": ("rapidcheck",),
    "benchmark": ("benchmark/",),
    "posix": ("sys/", "net/", "netinet/", "arpa/", "linux/", "bits/")
    + tuple(
        f"{name}.h"
        for name in (
            "dirent dlfcn fcntl ftw grp ifaddrs malloc netdb poll pthread pwd sched semaphore signal spawn stdio stdlib "
            "string strings syslog termios time unistd errno"
        ).split()
    ),
}

STANDARD = frozenset(
    "algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes climits "
    "clocale cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef "
    "cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution filesystem format "
    "forward_list fstream functional future initializer_list iomanip ios iosfwd iostream istream iterator latch limits "
    "list locale map memory memory_resource mutex new numbers numeric optional ostream queue random ranges ratio regex "
    "scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept stop_token streambuf "
    "string string_view strstream syncstream system_error thread tuple type_traits typeindex typeinfo unordered_map "
    "unordered_set utility valarray variant vector version".split()
)


def folder_of(path):
    """The row that a file, or the target of an include, belongs to; None outside the tree."""
    while path:
        if path in FOLDERS:
            return path
        path = path.rpartition("/")[0]
    return None


def library_of(header):
    for name, beginnings in LIBRARIES.items():
        if header.startswith(beginnings):
            return name
    return None
