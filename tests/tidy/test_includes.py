"""Who may include whom, arrow by arrow."""
from tidy_tree import Tree


class Includes(Tree):
    HEADERS = (
        "worker/base/units.h",
        "contracts/events.h",
        "contracts/judge/judge.h",
        "worker/core/rules.h",
        "worker/protocol/output.h",
        "worker/protocol/websocket/session.h",
        "worker/ports/clock.h",
        "worker/engine/worker.h",
        "worker/adapters/asio/event_loop.h",
        "worker/adapters/asio/http/server.h",
        "worker/adapters/spdlog/logger.h",
        "worker/app/settings.h",
        "fakes/sts/machine.h",
        "fakes/live/sts_server.h",
        "sim/scheduler.h",
    )
    # From where to where, one arrow of the design each.
    ALLOWED = (
        ("contracts/x.cc", "worker/base/units.h"),
        ("worker/core/x.cc", "contracts/events.h"),
        ("worker/core/breaker/x.cc", "worker/core/rules.h"),
        ("worker/protocol/x.cc", "contracts/events.h"),
        ("worker/protocol/x.cc", "worker/protocol/websocket/session.h"),
        ("worker/ports/x.h", "worker/base/units.h"),
        ("worker/engine/x.cc", "worker/core/rules.h"),
        ("worker/engine/x.cc", "worker/ports/clock.h"),
        ("worker/adapters/spdlog/x.cc", "worker/ports/clock.h"),
        ("worker/adapters/asio/http/x.cc", "worker/adapters/asio/event_loop.h"),
        ("worker/app/x.cc", "worker/adapters/asio/event_loop.h"),
        ("worker/app/x.cc", "sim/scheduler.h"),
        ("fakes/sts/x.cc", "worker/protocol/output.h"),
        ("fakes/live/x.cc", "worker/adapters/asio/event_loop.h"),
        ("fakes/live/x.cc", "fakes/sts/machine.h"),
        ("sim/x.cc", "worker/engine/worker.h"),
        ("sim/x.cc", "fakes/sts/machine.h"),
        ("tests/unit/x.cc", "worker/app/settings.h"),
    )
    FORBIDDEN = (
        ("worker/base/x.cc", "worker/ports/clock.h"),
        ("contracts/x.cc", "worker/core/rules.h"),
        ("worker/core/x.cc", "worker/ports/clock.h"),
        ("worker/core/x.cc", "worker/protocol/output.h"),
        ("worker/core/x.cc", "contracts/judge/judge.h"),
        ("worker/protocol/x.cc", "worker/core/rules.h"),
        ("worker/ports/x.h", "contracts/events.h"),
        ("worker/engine/x.cc", "worker/adapters/asio/event_loop.h"),
        ("worker/adapters/spdlog/x.cc", "worker/adapters/asio/event_loop.h"),
        ("worker/adapters/asio/x.cc", "worker/adapters/asio/http/server.h"),
        ("worker/adapters/asio/x.cc", "worker/engine/worker.h"),
        ("fakes/sts/x.cc", "worker/engine/worker.h"),
        ("fakes/sts/x.cc", "fakes/live/sts_server.h"),
        ("fakes/live/x.cc", "worker/engine/worker.h"),
        ("sim/x.cc", "worker/adapters/asio/event_loop.h"),
        ("sim/x.cc", "fakes/live/sts_server.h"),
        ("sim/x.cc", "worker/app/settings.h"),
    )

    def setUp(self):
        super().setUp()
        for header in self.HEADERS:
            self.plant(header, "#pragma once\n")

    def test_accepts_every_arrow_of_the_design(self):
        for path, target in self.ALLOWED:
            self.assert_passes(path, f'#pragma once\n#include "{target}"\n')

    def test_catches_what_goes_against_an_arrow(self):
        for path, target in self.FORBIDDEN:
            with self.subTest(path=path, target=target):
                self.assert_caught("include", "go through a port", path, f'#pragma once\n#include "{target}"\n', line=2)
                (self.root / path).unlink()

    def test_message_names_what_may_be_included(self):
        self.assert_caught("include", "(worker/ports may include worker/base, worker/ports)",
                           "worker/ports/x.h", '#pragma once\n#include "worker/engine/worker.h"\n', line=2)

    def test_each_library_stands_where_it_belongs(self):
        for path, header in (
            ("contracts/x.cc", "rapidjson/document.h"),
            ("contracts/judge/x.cc", "valijson/schema.hpp"),
            ("worker/base/expected.h", "tl/expected.hpp"),
            ("worker/protocol/websocket/x.cc", "websocketpp/connection.hpp"),
            ("worker/adapters/asio/x.cc", "boost/asio/post.hpp"),
            ("worker/adapters/asio/x.cc", "openssl/ssl.h"),
            ("worker/adapters/filesystem/x.cc", "sys/stat.h"),
            ("worker/adapters/gstreamer/x.cc", "gst/gst.h"),
            ("worker/app/x.cc", "CLI/CLI.hpp"),
            ("sim/cli/x.cc", "CLI/CLI.hpp"),
            ("tests/unit/x.cc", "gtest/gtest.h"),
        ):
            self.assert_passes(path, f"#pragma once\n#include <{header}>\n")

    def test_the_standard_library_is_open_to_all(self):
        self.assert_passes("worker/base/x.cc", "#include <vector>\n#include <cstdint>\n")

    def test_catches_a_library_out_of_place(self):
        for path, header in (
            ("worker/base/units.cc", "tl/expected.hpp"),
            ("worker/core/x.cc", "rapidjson/document.h"),
            ("worker/core/x.cc", "sys/socket.h"),
            ("contracts/x.cc", "valijson/schema.hpp"),
            ("worker/protocol/x.cc", "websocketpp/connection.hpp"),
            ("worker/engine/x.cc", "gst/gst.h"),
            ("worker/adapters/spdlog/x.cc", "boost/asio/post.hpp"),
            ("worker/app/x.cc", "boost/asio/post.hpp"),
            ("sim/x.cc", "CLI/CLI.hpp"),
            ("fakes/sts/x.cc", "boost/asio/post.hpp"),
        ):
            with self.subTest(path=path, header=header):
                self.assert_caught("include", "hide it behind a port", path, f"#include <{header}>\n")
                (self.root / path).unlink()

    def test_catches_a_library_the_design_does_not_name(self):
        self.assert_caught("include", "name it there", "worker/app/x.cc", "#include <nlohmann/json.hpp>\n")

    def test_catches_an_include_that_does_not_start_at_the_top(self):
        self.assert_caught("include", "from the top of the tree", "worker/core/x.cc", '#include "rules.h"\n')

    def test_catches_an_include_of_a_file_that_is_gone(self):
        self.assert_caught("include", "from the top of the tree", "worker/core/x.cc", '#include "worker/core/gone.h"\n')

    def test_accepts_a_header_that_the_build_generates(self):
        self.plant("worker/app/version.h.in", "")
        self.assert_passes("worker/app/x.cc", '#include "worker/app/version.h"\n')

    def test_an_include_in_a_comment_is_none(self):
        self.assert_passes("worker/core/x.cc", '// #include "worker/app/settings.h"\n/*\n#include <gst/gst.h>\n*/\n')
