"""Lanes of the demo's page for a dubbed stream: segments, fragments, breaker, connection."""

import datetime
import time

from streamtest import account
from streamtest.report import Span

ROWS = 3  # fragments that are drawn above one another
BREAKER_NAMES = {1: ("half", "half open"), 2: ("open", "open")}


def of(run, services):
    """(name, spans) for report.page(), in seconds from the stream's first picture."""
    began = _first_picture_at(run)
    return [
        ("segments", _segments(run, services)),
        ("fragments", [span for service in services for span in _fragments(service, began)]),
        ("breaker", _breaker(run, began)),
        ("connection", [span for service in services for span in _connections(service, began)]),
    ]


def _first_picture_at(run):
    """When the first IDR came, as time.monotonic()."""
    text = next(line["time"] for line in run.worker.lines("epoch begins") if line.get("cause") == "start")
    wall = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    return wall - (time.time() - time.monotonic())


def _segments(run, services):
    dubbed = account.dubbed_batches(run, services)
    spans = []
    for batch in run.segments.by_batch():
        found = run.segments.metadata(batch)
        begin, end = found["t0_ns"] / 1e9, (found["t0_ns"] + found["duration_ns"]) / 1e9
        kind, what = ("dubbed", "dubbed") if batch in dubbed else ("original", _why(run, batch))
        spans.append(Span(begin, end, kind, f"segment {batch}: {what}"))
    return spans


def _why(run, batch):
    """Why it has its original sound, as far as the log says."""
    reasons = [line["reason"] for line in run.worker.log() if line.get("batchNumber") == batch and "reason" in line]
    return "original sound" + (f", {reasons[0]}" if reasons else "")


def _seconds(service, line, began):
    return service.process.started_at + line["at_ms"] / 1000 - began


def _fragments(service, began):
    """From their arrival at the service until the worker said that it had applied them."""
    applied = {
        line["fragment_id"]: _seconds(service, line, began)
        for line in service.received("fragment:ack")
        if line["status"] == "applied"
    }
    spans = []
    for place, line in enumerate(service.fragments()):
        begin = _seconds(service, line, began)
        end = applied.get(line["fragment_id"])
        text = f"fragment {line['sequence_number']}: " + (f"{1000 * (end - begin):.0f} ms" if end else "never applied")
        kind = "fragment" if end else "unanswered"
        spans.append(Span(begin, end or begin + 0.3, kind, text, row=place % ROWS, rows=ROWS))
    return spans


def _breaker(run, began):
    """Spans in which it was not closed, as sampled."""
    spans, since, state = [], None, 0
    for at, metrics in [*run.worker.samples, (run.worker.samples[-1][0], None)]:
        now = int(metrics.value(account.BREAKER)) if metrics else 0
        if now == state:
            continue
        if state:
            kind, name = BREAKER_NAMES[state]
            spans.append(Span(since - began, at - began, kind, f"breaker {name}"))
        since, state = at, now
    return spans


def _connections(service, began):
    records = service.records()
    last = _seconds(service, records[-1], began) if records else 0.0
    closed = {line["connection"]: _seconds(service, line, began) for line in records if line["kind"] == "closed"}
    return [
        Span(_seconds(service, line, began), closed.get(line["connection"], last), "connected", "connected")
        for line in records
        if line["kind"] == "opened"
    ]
