"""One scrape of /metrics, in the Prometheus text format."""

import re

_SAMPLE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Metrics:
    def __init__(self, text):
        self._samples = {}  # name: [(labels, value)]
        for line in text.splitlines():
            if found := _SAMPLE.match(line):
                labels = dict(_LABEL.findall(found[2] or ""))
                self._samples.setdefault(found[1], []).append((labels, float(found[3])))

    def value(self, name, **labels):
        """The one sample of that name with these labels, whatever others it has."""
        (value,) = (
            value for found, value in self._samples.get(name, []) if labels.items() <= found.items()
        )
        return value

    def by_label(self, name, label):
        """The samples of that name that are not zero, by the value of a label."""
        return {labels[label]: value for labels, value in self._samples.get(name, []) if value}

    def count(self, histogram):
        """How many values the histogram has."""
        return self.value(f"{histogram}_count")

    def share_within(self, histogram, bound):
        """Which part of the histogram's values is at most `bound`, one of its buckets' own; 1.0 without values."""
        within = next(
            value for labels, value in self._samples[f"{histogram}_bucket"] if float(labels["le"]) == float(bound)
        )
        return within / self.count(histogram) if self.count(histogram) else 1.0
