"""What an operator reads over HTTP while the worker runs."""

from streamtest import case
from streamtest.deadline import wait_until

# Spec 003 and 018; all exist from the start.
METRICS = """
worker_audio_fragments_total worker_fallback_total worker_fallback_reason_total worker_gst_bus_errors_total
worker_gst_bus_warnings_total worker_backpressure_events_total worker_reconnection_total
worker_reconnection_attempts_total worker_input_losses_total worker_epochs_total worker_dropped_units_total
worker_inflight_fragments worker_av_sync_delta_ms worker_sts_breaker_state worker_queue_depth_ms worker_sts_rtt_ms
worker_end_to_end_latency_ms
""".split()


class Endpoints(case.LiveCase):
    def setUp(self):
        super().setUp()
        self.source = self.start_source(case.media(seconds=20), loop=True)
        self.rtmp = self.start_rtmp()

    def wait_until_ready(self, run, status):
        wait_until(lambda: run.get("/readyz")[0] == status, 15, f"/readyz answers {status}", [run.process])

    def test_ready_follows_the_media(self):
        self.source.process.pause()  # the worker is up, and nothing flows yet
        run = self.start_worker(self.source.url, self.rtmp.url)
        self.assertEqual(run.get("/healthz")[0], 200)
        self.assertEqual(run.get("/readyz")[0], 503)
        self.source.process.resume()
        self.wait_until_ready(run, 200)
        self.source.process.kill()
        self.wait_until_ready(run, 503)
        self.assertEqual(run.get("/healthz")[0], 200)

    def test_metrics_name_everything_and_count_the_epoch(self):
        run = self.start_worker(self.source.url, self.rtmp.url)
        self.wait_until_ready(run, 200)
        status, text = run.get("/metrics")
        self.assertEqual(status, 200)
        self.assertEqual([name for name in METRICS if f"# TYPE {name} " not in text], [])
        samples = [line for line in text.splitlines() if line and not line.startswith("#")]
        self.assertEqual([line for line in samples if 'stream_id="test"' not in line], [])
        self.assertRegex(text, r'worker_epochs_total\{[^}]*cause="start"[^}]*\} 1')

    def test_other_paths_are_not_found(self):
        run = self.start_worker(self.source.url, self.rtmp.url)
        self.assertEqual(run.get("/")[0], 404)
        self.assertEqual(run.get("/metrics/more")[0], 404)
