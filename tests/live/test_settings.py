"""What the worker refuses to start with: exit 2, one line, before any connection."""

import socket

from streamtest import case, worker


class SettingsCase(case.LiveCase):
    TIMEOUT = 30

    def call(self, *arguments, **settings):
        """A finished process of the binary."""
        process = self.processes.start("call", [worker.binary(), *arguments], worker.environment(**settings))
        process.wait(10)
        return process

    def assert_refused(self, process, *named):
        """Exit 2 and one line on standard error that names the setting, the value and what is allowed."""
        self.assertEqual(process.exit_code, 2, process.describe())
        lines = process.stderr().strip().splitlines()
        self.assertEqual(len(lines), 1, lines)
        for text in named:
            self.assertIn(text, lines[0])


class BadSettings(SettingsCase):
    def assert_check_refuses(self, *named, flags=(), **settings):
        self.assert_refused(self.call("check-config", *flags, **settings), *named)

    def test_stream_id_is_missing(self):
        self.assert_check_refuses("stream-id")

    def test_stream_id_with_a_slash(self):
        self.assert_check_refuses("stream-id", "a/b", flags=["--stream-id", "a/b"])

    def test_stream_id_of_65_characters(self):
        self.assert_check_refuses("stream-id", "64", flags=["--stream-id", "a" * 65])

    def test_input_url_of_another_scheme(self):
        flags = ["--stream-id", "test", "--input-url", "http://127.0.0.1/in"]
        self.assert_check_refuses("input-url", "rtsp", flags=flags)

    def test_password_on_the_command_line_is_refused_and_not_repeated(self):
        process = self.call("check-config", "--stream-id", "test", "--output-url", "rtmp://u:hunter2@127.0.0.1/live/out")
        self.assert_refused(process, "output-url", "WORKER_OUTPUT_URL")
        self.assertNotIn("hunter2", process.stderr() + process.stdout())

    def test_duration_without_a_unit(self):
        self.assert_check_refuses("WORKER_READY_TIMEOUT", "15", WORKER_STREAM_ID="test", WORKER_READY_TIMEOUT="15")

    def test_number_out_of_its_range(self):
        named = ("WORKER_RTSP_LATENCY_MS", "5001", "5000")
        self.assert_check_refuses(*named, WORKER_STREAM_ID="test", WORKER_RTSP_LATENCY_MS="5001")

    def test_unknown_mode(self):
        self.assert_check_refuses("sts-mode", "passthrough", flags=["--stream-id", "test", "--sts-mode", "fast"])

    def test_unknown_flag(self):
        self.assert_check_refuses("--no-such-flag", flags=["--stream-id", "test", "--no-such-flag"])

    def test_run_refuses_them_too(self):
        self.assert_refused(self.call("run", "--stream-id", "a/b", "--sts-mode", "passthrough"), "stream-id", "a/b")


class GoodSettings(SettingsCase):
    def test_check_config_shows_them_and_hides_passwords(self):
        url = "rtsp://user:hunter2@127.0.0.1:8554/live/test/in"
        process = self.call("check-config", "--stream-id", "test", "--ready-timeout", "7s", WORKER_INPUT_URL=url)
        self.assertEqual(process.exit_code, 0, process.describe())
        self.assertIn("7s", process.stdout())
        self.assertIn("127.0.0.1:8554", process.stdout())
        self.assertNotIn("hunter2", process.stdout() + process.stderr())

    def test_version_and_help(self):
        self.assertRegex(self.call("--version").stdout(), r"\d+\.\d+\.\d+")
        self.assertIn("--sts-mode", self.call("run", "--help").stdout())


class TakenPort(SettingsCase):
    def test_metrics_port_in_use_is_a_bad_setting(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            process = self.call("run", "--stream-id", "test", "--sts-mode", "passthrough", WORKER_METRICS_PORT=port)
        self.assertEqual(process.exit_code, 2, process.describe())
        said = process.stdout() + process.stderr()
        self.assertIn(port, said)
        self.assertIn("metrics", said.lower())
        self.assertNotIn("opening the input", said)
