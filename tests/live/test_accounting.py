"""What the tests of dubbing count, and the lanes of the demo's page, on a run that never was."""

import json
import pathlib
import shutil
import time
import types

from streamtest import account, case, lanes, metrics, segments, sts

METRICS = """\
worker_audio_fragments_total{{stream_id="test"}} 3
worker_fallback_total{{stream_id="test"}} {fallbacks}
worker_fallback_reason_total{{stream_id="test",reason="disconnected"}} {fallbacks}
worker_fragments_sent_total{{stream_id="test"}} 2
worker_fragments_applied_total{{stream_id="test"}} 1
worker_reconnection_total{{stream_id="test"}} 1
worker_inflight_fragments{{stream_id="test"}} 0
worker_backpressure_events_total{{stream_id="test",action="pause"}} 1
worker_sts_breaker_state{{stream_id="test"}} {breaker}
"""


class Service(sts.StsProcess):
    """A record without a process: two fragments on two connections, the second one never applied."""

    def __init__(self, began):
        self.process = types.SimpleNamespace(started_at=began)

    def records(self):
        return [
            {"at_ms": 0, "connection": 1, "kind": "opened"},
            {"at_ms": 10, "connection": 1, "kind": "sent", "event": "stream:ready"},
            {"at_ms": 2000, "connection": 1, "kind": "received", "event": "fragment:data", "fragment_id": "a",
             "sequence_number": 0},
            {"at_ms": 2500, "connection": 1, "kind": "received", "event": "fragment:ack", "fragment_id": "a",
             "status": "applied"},
            {"at_ms": 2600, "connection": 1, "kind": "sent", "event": "backpressure", "status": "pause"},
            {"at_ms": 3000, "connection": 1, "kind": "closed"},
            {"at_ms": 3900, "connection": 2, "kind": "opened"},
            {"at_ms": 3910, "connection": 2, "kind": "sent", "event": "stream:ready"},
            {"at_ms": 4000, "connection": 2, "kind": "received", "event": "fragment:data", "fragment_id": "b",
             "sequence_number": 0},
        ]  # fmt: skip


class Log:
    """A worker's log and metrics, without the worker."""

    def __init__(self, began):
        wall = time.time() - time.monotonic() + began
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(wall)) + f".{int(wall % 1 * 1000):03}Z"
        self._log = [
            {"message": "epoch begins", "cause": "start", "time": moment},
            {"message": "fell back", "batchNumber": 1, "reason": "disconnected"},
        ]
        self.samples = [
            (began + at, metrics.Metrics(METRICS.format(fallbacks=2, breaker=state)))
            for at, state in ((1, 0), (2, 2), (4, 1), (5, 0), (6, 0))
        ]

    def log(self):
        return self._log

    def lines(self, message):
        return [line for line in self._log if message in line["message"]]

    def scrape(self):
        return self.samples[-1][1]


class Accounting(case.CtestCase):
    LABEL = "unit"

    def setUp(self):
        began = time.monotonic()
        root = case.run_folder(self.id())
        self.addCleanup(shutil.rmtree, root)
        for batch, fragment in enumerate("abc"):
            self.write_segment(root, batch, fragment)
        self.dubbing = types.SimpleNamespace(worker=Log(began), segments=segments.SegmentFolder(root))
        self.service = Service(began)

    @staticmethod
    def write_segment(root, batch, fragment):
        folder = pathlib.Path(root) / "test"
        folder.mkdir(exist_ok=True)
        found = {"fragment_id": fragment, "t0_ns": batch * 2 * 10**9, "duration_ns": 2 * 10**9}
        (folder / f"{batch:06}.json").write_text(json.dumps(found))

    def test_both_accounts_agree_on_a_run_that_is_right(self):
        told = account.told(self.dubbing)
        self.assertEqual(told, account.counted(self.dubbing, [self.service]))
        self.assertEqual(told[account.FALLBACKS], 2)
        self.assertEqual(told[account.BACKPRESSURE], {"pause": 1})
        self.assertEqual(account.reasons(self.dubbing), {"disconnected": 2})

    def test_one_fallback_too_many_is_noticed(self):
        self.dubbing.worker.samples.append((0, metrics.Metrics(METRICS.format(fallbacks=3, breaker=0))))
        self.assertNotEqual(account.told(self.dubbing), account.counted(self.dubbing, [self.service]))

    def test_sequences_are_told_by_connection(self):
        self.assertEqual(self.service.sequences(), [[0], [0]])
        self.assertEqual(self.service.applied(), ["a"])
        self.assertEqual(self.service.sessions(), 2)

    def test_breaker_states_are_told_in_order(self):
        self.assertEqual(account.breaker_states(self.dubbing), [0, 2, 1, 0])

    def test_the_dub_is_expected_in_the_seconds_of_its_segments(self):
        self.assertEqual(account.dubbed_batches(self.dubbing, [self.service]), [0])
        self.assertEqual(account.dubbed_seconds(self.dubbing, [self.service]), [0, 1])

    def test_lanes_show_segments_fragments_breaker_and_connections(self):
        drawn = dict(lanes.of(self.dubbing, [self.service]))
        self.assertEqual([span.kind for span in drawn["segments"]], ["dubbed", "original", "original"])
        self.assertIn("disconnected", drawn["segments"][1].text)
        self.assertEqual([(span.kind, round(span.begin, 1)) for span in drawn["fragments"]],
                         [("fragment", 2.0), ("unanswered", 4.0)])  # fmt: skip
        self.assertEqual([(span.kind, round(span.begin, 1), round(span.end, 1)) for span in drawn["breaker"]],
                         [("open", 2.0, 4.0), ("half", 4.0, 5.0)])  # fmt: skip
        self.assertEqual([(round(span.begin, 1), round(span.end, 1)) for span in drawn["connection"]],
                         [(0.0, 3.0), (3.9, 4.0)])  # fmt: skip
