"""A table for the terminal and one self-contained HTML page for the eye."""

import dataclasses
import html

from streamtest.comparison import EARLIEST, LATEST


@dataclasses.dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, the value, the bound it is held against and whether it holds."""

    name: str
    value: str
    bound: str = ""
    holds: bool = True


@dataclasses.dataclass(frozen=True)
class Span:
    """Something that lasted, in a lane of the page. `row` of `rows` parts the lane's height among what overlaps."""

    begin: float  # seconds from the first picture
    end: float
    kind: str  # a class of STYLE
    text: str
    row: int = 0
    rows: int = 1


def table(figures):
    """The figures as aligned text; a figure out of bounds says so."""
    rows = [(figure.name, figure.value, figure.bound, "" if figure.holds else "OUT OF BOUNDS") for figure in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[3]]).rstrip() for row in rows
    )


PIXELS_PER_SECOND = 20
LEFT = 110  # room for the names of the lanes
RIGHT = 30  # and for the last second's label
LANE_HEIGHT = 26
PLOT_HEIGHT = 150
PLOT_REACH = 80  # milliseconds up and down

# What the colours of spans mean.
LEGEND = (
    ("dubbed", "segment, dubbed"),
    ("original", "segment, original sound"),
    ("fragment", "fragment, from its arrival until its dub was applied"),
    ("unanswered", "fragment without a dub"),
    ("open", "breaker open"),
    ("half", "breaker half open"),
    ("connected", "connection to the STS"),
)
STYLE = """
body { font: 14px/1.5 system-ui, sans-serif; margin: 2em; color: #1c2330; background: #fff }
table { border-collapse: collapse; margin: 1em 0 2em } td { padding: .2em 1.2em .2em 0; border-bottom: 1px solid #e3e6ec }
td.out { color: #b00020; font-weight: 600 } .scroll { overflow-x: auto } svg text { font: 11px system-ui, sans-serif }
.flash { fill: #d99a00 } .beep { fill: #2b6cb0 } .lane { fill: #f4f6fa } .grid { stroke: #d9dde6 }
.bounds { fill: #e8f5e9 } .bad { fill: #b00020 } .good { fill: #2e7d32 }
.dubbed { fill: #81c784 } .original { fill: #ffb74d } .open { fill: #e57373 } .half { fill: #ffd54f }
.connected { fill: #90caf9 } .fragment { fill: #7986cb } .unanswered { fill: #b0bec5 }
.key { border-left: 1em solid; padding: 0 1em 0 .4em } .dubbed-key { border-color: #81c784 }
.original-key { border-color: #ffb74d } .fragment-key { border-color: #7986cb } .unanswered-key { border-color: #b0bec5 }
.open-key { border-color: #e57373 } .half-key { border-color: #ffd54f } .connected-key { border-color: #90caf9 }
"""


def page(title, figures, source, output, offsets, lanes=()):
    """The whole page as a string. `source` and `output` are events.Sync, `offsets` of comparison.compare_offsets();
    `lanes`, as (name, spans), stand above the flashes and beeps."""
    legend = "".join(f'<span class="key {kind}-key">{text}</span> ' for kind, text in LEGEND) if lanes else ""
    rows = "".join(
        f"<tr><td>{html.escape(figure.name)}</td><td{'' if figure.holds else ' class=out'}>"
        f"{html.escape(figure.value)}</td><td>{html.escape(figure.bound)}</td></tr>"
        for figure in figures
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{STYLE}</style><h1>{html.escape(title)}</h1><table>{rows}</table>"
        "<h2>Flashes and beeps over time</h2><p>A wide mark is of double length. Time counts from the first picture.</p>"
        f"{legend}"
        f'<div class="scroll">{_timeline(source, output, lanes)}</div>'
        "<h2>Offset of each event against the source's own</h2>"
        "<p>Below zero the sound is early. The green band is what viewers do not notice.</p>"
        f'<div class="scroll">{_offset_plot(offsets)}</div></html>\n'
    )


def _svg(seconds, height, content):
    width = int(LEFT + (seconds + 1) * PIXELS_PER_SECOND + RIGHT)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{content}</svg>'


def _grid(seconds, height):
    parts = []
    for second in range(0, int(seconds) + 2, 5):
        x = LEFT + second * PIXELS_PER_SECOND
        parts.append(f'<line class="grid" x1="{x}" y1="0" x2="{x}" y2="{height - 14}"/>')
        parts.append(f'<text x="{x - 6}" y="{height - 2}">{second} s</text>')
    return "".join(parts)


def _timeline(source, output, span_lanes):
    lanes = [(name, spans, _span) for name, spans in span_lanes]
    for side, sync in (("source", source), ("output", output)):
        lanes.append((f"{side} flashes", sync.flashes, _flash))
        lanes.append((f"{side} beeps", sync.beeps, _beep))
    seconds = max(
        (item.end if isinstance(item, Span) else item.time for _, items, _ in lanes for item in items), default=0.0
    )
    height = LANE_HEIGHT * len(lanes) + 20
    parts = [_grid(seconds, height)]
    for index, (name, items, draw) in enumerate(lanes):
        y = index * LANE_HEIGHT
        width = int((seconds + 1) * PIXELS_PER_SECOND)
        parts.append(f'<rect class="lane" x="{LEFT}" y="{y + 3}" width="{width}" height="{LANE_HEIGHT - 6}"/>')
        parts.append(f'<text x="0" y="{y + 17}">{html.escape(name)}</text>')
        parts += [draw(item, y) for item in items]
    return _svg(seconds, height, "".join(parts))


def _span(span, y):
    x = LEFT + max(0.0, span.begin) * PIXELS_PER_SECOND
    width = max(1.5, (span.end - max(0.0, span.begin)) * PIXELS_PER_SECOND - 1)
    height = (LANE_HEIGHT - 8) / span.rows
    return (
        f'<rect class="{span.kind}" x="{x:.2f}" y="{y + 4 + span.row * height:.2f}" width="{width:.2f}" '
        f'height="{height - 1:.2f}"><title>{html.escape(span.text)}</title></rect>'
    )


def _flash(event, y):
    return _mark(event, y, "flash")


def _beep(event, y):
    return _mark(event, y, "beep")


def _mark(event, y, kind):
    x = LEFT + event.time * PIXELS_PER_SECOND
    size = 6 if event.double else 3
    return (
        f'<rect class="{kind}" x="{x:.2f}" y="{y + 5}" width="{size}" height="{LANE_HEIGHT - 10}">'
        f"<title>{event.time:.4f} s{', double' if event.double else ''}</title></rect>"
    )


def _offset_plot(offsets):
    seconds = max((offset.time for offset in offsets), default=0.0)
    height = PLOT_HEIGHT + 20

    def y_of(milliseconds):
        return PLOT_HEIGHT / 2 - max(-PLOT_REACH, min(PLOT_REACH, milliseconds)) / PLOT_REACH * PLOT_HEIGHT / 2

    top, bottom = y_of(LATEST * 1000), y_of(EARLIEST * 1000)
    width = int((seconds + 1) * PIXELS_PER_SECOND)
    parts = [
        f'<rect class="bounds" x="{LEFT}" y="{top:.1f}" width="{width}" height="{bottom - top:.1f}"/>',
        _grid(seconds, height),
    ]
    parts += [
        f'<text x="40" y="{y_of(level) + 4:.1f}">{level:+d} ms</text>'
        for level in (int(LATEST * 1000), 0, int(EARLIEST * 1000))
    ]
    parts += [
        f'<circle class="{"good" if offset.in_bounds else "bad"}" cx="{LEFT + offset.time * PIXELS_PER_SECOND:.2f}" '
        f'cy="{y_of(offset.value * 1000):.2f}" r="3"><title>{offset.time:.3f} s: {offset.value * 1000:+.2f} ms</title>'
        "</circle>"
        for offset in offsets
    ]
    return _svg(seconds, height, "".join(parts))
