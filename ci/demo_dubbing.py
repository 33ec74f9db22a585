"""The demo's second part: the same stream dubbed by an Echo STS, which marks its audio with a quiet tone and is gone for
a while in the middle."""

import collections
import statistics

import demo_figures
from streamtest import account, case, dubbing, lanes, report, sts, tone
from streamtest.processes import Processes
from streamtest.report import Figure

MAX_RSS_MB = 64
PROCESSING_MS = 400
END_MARGIN = 30  # seconds beyond the stream's length until the worker must have ended


class Plan:
    """How a stream of so many seconds is cut, and when the service is away."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.segment_seconds = 6 if seconds >= 60 else 2
        self.segments = seconds // self.segment_seconds
        self.lost_fragment = 2 * self.segments // 5  # the nth: the service goes down with it
        self.outage_seconds = 5 if seconds >= 60 else 3


def carry_dubbed(file, seconds, on_progress):
    """Shows the part; its figures."""
    plan = Plan(seconds)
    folder = case.run_folder("demo-dubbing")
    print(f"\n2. dubbing: RTSP source -> worker <-> STS, worker -> RTMP server; files in {folder}")
    print(
        f"   {plan.segments} segments of {plan.segment_seconds} s; the STS takes {PROCESSING_MS} ms, marks its audio with a "
        f"tone, goes down with fragment {plan.lost_fragment} and is away for {plan.outage_seconds} s"
    )
    with Processes(folder) as children:
        down = {"fragment": plan.lost_fragment, "after": f"{PROCESSING_MS // 2}ms"}
        outage = sts.fault("restart", at=down, lasting=f"{plan.outage_seconds}s")
        service = sts.FakeSts(children, outage, processing_delay_ms=PROCESSING_MS, mark_audio=True)
        segment = f"{plan.segment_seconds}s"
        run = dubbing.Dubbing(children, file, service.url, WORKER_SEGMENT_DURATION=segment)
        run.wait(seconds + END_MARGIN, on_progress)
        service.process.terminate()
        result = run.passage()
    figures = judge(run, service, result, plan)
    title = f"{seconds} s dubbed, with an outage"
    drawn = report.page(
        title, figures, result.source.sync, result.output.sync, result.offsets(), lanes.of(run, [service])
    )
    page = folder / "report.html"
    page.write_text(drawn)
    print(f"\n{report.table(figures)}\n\nrecording: {result.recordings[0]}\npage:      {page}")
    return figures


def judge(run, service, result, plan):
    return [
        Figure("first output, from the worker's start", f"{result.first_output_seconds:.2f} s"),
        *segments(run, service, plan),
        *connection(run, service),
        *round_trips(run, service),
        *sound(run, service, result),
        *demo_figures.durations(result),
        *demo_figures.codecs(result),
        *demo_figures.sync(result),
        *demo_figures.frames(result),
        *demo_figures.process(result, MAX_RSS_MB, may_log_errors=True),  # an outage is one
    ]


def segments(run, service, plan):
    """Written, sent, applied, fallen back; the worker's own figures beside them must be the same."""
    told, counted = account.told(run), account.counted(run, [service])
    sent, applied = len(service.fragments()), len(service.applied())
    fallen_back = counted[account.FALLBACKS]
    return [
        demo_figures.exactly("segments written", counted[account.FRAGMENTS], plan.segments),
        Figure("segments sent", str(sent), f"fewer than {plan.segments}: the outage", 0 < sent < plan.segments),
        Figure("segments dubbed", str(applied), "all sent but the one it went down with", applied == sent - 1),
        Figure("segments with original sound", str(fallen_back), "the rest", fallen_back == plan.segments - applied),
        *(Figure(f"  {reason}", f"{count:.0f}") for reason, count in sorted(account.reasons(run).items())),
        Figure("metrics against what was counted", "equal" if told == counted else f"{told}", "equal", told == counted),
    ]


def connection(run, service):
    reconnections = int(run.worker.scrape().value(account.RECONNECTIONS))
    states = " ".join("closed half-open open".split()[state] for state in account.breaker_states(run))
    return [
        demo_figures.exactly("sessions with the STS", service.sessions(), 2),
        demo_figures.exactly("reconnections", reconnections, 1),
        Figure("breaker", states),
    ]


def round_trips(run, service):
    """From a fragment's arrival at the STS until the worker said that it had applied the result."""
    times = collections.defaultdict(list)
    for line in [*service.fragments(), *service.received("fragment:ack")]:
        times[line["fragment_id"]].append(line["at_ms"])
    spans = [ended[-1] - ended[0] for ended in times.values() if len(ended) > 1]
    spread = "none"
    if spans:
        spread = f"{min(spans):.0f} / {statistics.median(spans):.0f} / {max(spans):.0f} ms"
    metrics = run.worker.scrape()
    return [
        Figure("fragment to applied, min / median / max", spread, f"from {PROCESSING_MS} ms", bool(spans)),
        Figure("round trips in the worker's histogram", f"{metrics.count(account.ROUND_TRIPS):.0f}"),
    ]


def sound(run, service, result):
    """The dub must be heard where it was applied, and nowhere else."""
    heard = tone.marked_seconds(result.output.decoded)
    expected = account.dubbed_seconds(run, [service])
    return [
        Figure("seconds with the dub's tone", str(len(heard)), f"the same {len(expected)}", heard == expected),
    ]
