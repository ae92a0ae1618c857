"""Where things stand in a drawing, as shares of its width: text never shrinks on a phone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.satisfaction import LABELS


@dataclass(frozen=True)
class Axis:
    """A stretch of the figures, as wide as the drawing."""

    start: int = 0
    end: int = 100

    @classmethod
    def over(cls, rows: Iterable[Mapping[str, Any]]) -> "Axis":
        """From a whole ten to 100: what intervals and preceding values need, half at least."""
        values = [row[name] for row in rows for name in ("low", "previous_value")]
        lowest = min((value for value in values if value is not None), default=0.0)
        return cls(min(50, int(lowest // 10) * 10))

    @classmethod
    def of_counts(cls, rows: Iterable[Mapping[str, Any]]) -> "Axis":
        """From nothing to the largest, now or before."""
        values = [row[name] or 0 for row in rows for name in ("value", "previous_value")]
        return cls(0, max(1, *(int(-(-value // 1)) for value in values)))

    @property
    def middle(self) -> int:
        return (self.start + self.end) // 2

    def at(self, value: float) -> str:
        """An SVG coordinate."""
        return f"{100 * (value - self.start) / (self.end - self.start):.2f}%"


@dataclass(frozen=True)
class Level:
    """One level of the scale with its answers, and where its part of a stacked bar begins."""

    score: int
    label: str
    count: int
    share: float  # per cent of the valid answers
    before: float  # per cent of those on the levels above


def levels(row: Mapping[str, Any]) -> list[Level]:
    """The five levels of a row that is shown, the most satisfied first."""
    found: list[Level] = []
    before = 0.0
    for score, label in LABELS.items():
        count = row[f"c{score}"]
        share = 100 * count / row["n"]
        found.append(Level(score, label, count, share, before))
        before += share
    return found
