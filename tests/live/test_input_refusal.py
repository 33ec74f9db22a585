"""Sources that cannot be carried: absent, unknown, silent, nonsensical, or of another kind."""

from streamtest import case, ports, rtsp_responder, tcp_peer


class Unreadable(case.LiveCase):
    """Never readable: tried again until WORKER_READY_TIMEOUT, then exit 4."""

    def assert_not_readable(self, url, answer, ready_timeout=4):
        """Every attempt is logged as having failed for `answer`."""
        rtmp = self.start_rtmp()
        run = self.start_worker(url, rtmp.url, WORKER_READY_TIMEOUT=f"{ready_timeout}s")
        self.assert_exit(run, 4, within=ready_timeout + 4)
        self.assertGreaterEqual(run.process.ended_at - run.process.started_at, ready_timeout)
        self.assert_logged(run, "the input is over", "error", exitCode=4)
        self.assertIn("ready timeout", run.lines("the input is over")[0]["why"])
        self.assertEqual({line["answer"] for line in run.lines("trying again")}, {answer})
        self.assertEqual(rtmp.recordings(), [])

    def test_path_is_unknown(self):
        source = self.start_source(case.media(seconds=10), path="live/other/in")
        self.assert_not_readable(source.url.replace("other", "test"), "not_found")

    def test_nobody_listens(self):
        port = ports.ReservedPort()
        self.addCleanup(port.close)
        self.assert_not_readable(f"rtsp://127.0.0.1:{port.number}/live/test/in", "refused")

    def test_server_speaks_garbage(self):
        with rtsp_responder.RtspResponder(tcp_peer.talk_garbage) as server:
            self.assert_not_readable(server.url, "refused")

    def test_server_accepts_and_is_silent(self):
        # Silence is known after 5 s only.
        with rtsp_responder.RtspResponder(tcp_peer.stay_silent) as server:
            self.assert_not_readable(server.url, "silent", ready_timeout=8)


class Uncarriable(case.LiveCase):
    """Known from the session description alone; trying again would not help."""

    def assert_refused(self, url, code, why):
        rtmp = self.start_rtmp()
        run = self.start_worker(url, rtmp.url)
        self.assert_exit(run, code, within=8)
        self.assert_logged(run, "the input is over", "error", exitCode=code)
        self.assertIn(why, run.lines("the input is over")[0]["why"])
        self.assertEqual(run.lines("trying again"), [])
        self.assertEqual(rtmp.recordings(), [])

    def test_file_without_audio_exits_3(self):
        source = self.start_source(case.media(seconds=10, has_audio=False))
        self.assert_refused(source.url, 3, "no audio track")

    def test_description_without_audio_exits_3(self):
        with rtsp_responder.RtspResponder(rtsp_responder.describe(rtsp_responder.H264_SECTION)) as server:
            self.assert_refused(server.url, 3, "no audio track")

    def test_no_video_exits_7(self):
        with rtsp_responder.RtspResponder(rtsp_responder.describe(rtsp_responder.AAC_SECTION)) as server:
            self.assert_refused(server.url, 7, "no video track")

    def test_other_video_codec_exits_7_and_is_named(self):
        sections = rtsp_responder.H265_SECTION, rtsp_responder.AAC_SECTION
        with rtsp_responder.RtspResponder(rtsp_responder.describe(*sections)) as server:
            self.assert_refused(server.url, 7, "H265")

    def test_other_audio_codec_exits_7_and_is_named(self):
        sections = rtsp_responder.H264_SECTION, rtsp_responder.OPUS_SECTION
        with rtsp_responder.RtspResponder(rtsp_responder.describe(*sections)) as server:
            self.assert_refused(server.url, 7, "OPUS")
