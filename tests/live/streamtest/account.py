"""What the worker says it did, against what the services saw and what lies on the disk."""

import collections

FRAGMENTS = "worker_audio_fragments_total"
FALLBACKS = "worker_fallback_total"
SENT = "worker_fragments_sent_total"
APPLIED = "worker_fragments_applied_total"
FALLBACK_REASONS = "worker_fallback_reason_total"
RECONNECTIONS = "worker_reconnection_total"
BACKPRESSURE = "worker_backpressure_events_total"
IN_FLIGHT = "worker_inflight_fragments"
BREAKER = "worker_sts_breaker_state"
ROUND_TRIPS = "worker_sts_rtt_ms"
SYNC = "worker_av_sync_delta_ms"


def counted(run, services):
    """{metric: value} as this side has counted it, over every service that the worker of `run` spoke to, in turn."""
    written = len(run.segments.by_batch())
    applied = sum(len(service.applied()) for service in services)
    sessions = sum(service.sessions() for service in services)
    pressures = collections.Counter(line["status"] for service in services for line in service.sent("backpressure"))
    return {
        FRAGMENTS: written,
        FALLBACKS: written - applied,
        SENT: sum(len(service.fragments()) for service in services),
        APPLIED: applied,
        RECONNECTIONS: max(0, sessions - 1),
        BACKPRESSURE: dict(pressures),
        IN_FLIGHT: 0,
    }


def told(run):
    """The same as the worker tells it."""
    metrics = run.worker.scrape()
    return {
        **{name: metrics.value(name) for name in (FRAGMENTS, FALLBACKS, SENT, APPLIED, RECONNECTIONS, IN_FLIGHT)},
        BACKPRESSURE: metrics.by_label(BACKPRESSURE, "action"),
    }


def reasons(run):
    """{reason: segments that fell back for it}"""
    return run.worker.scrape().by_label(FALLBACK_REASONS, "reason")


def breaker_states(run):
    """The states that were seen, in order: 0 closed, 1 half open, 2 open."""
    states = []
    for _, metrics in run.worker.samples:
        if (state := int(metrics.value(BREAKER))) not in states[-1:]:
            states.append(state)
    return states


def dubbed_batches(run, services):
    """The batch numbers of the segments whose dub was applied."""
    applied = {fragment for service in services for fragment in service.applied()}
    return [batch for batch in run.segments.by_batch() if run.segments.metadata(batch)["fragment_id"] in applied]


def dubbed_seconds(run, services):
    """The whole seconds of the stream in which the dub must be heard: those whose middle is in such a segment."""
    spans = []
    for batch in dubbed_batches(run, services):
        found = run.segments.metadata(batch)
        spans.append((found["t0_ns"] / 1e9, (found["t0_ns"] + found["duration_ns"]) / 1e9))
    last = int(max((end for _, end in spans), default=0))
    return [second for second in range(last + 1) if any(begin <= second + 0.5 < end for begin, end in spans)]
