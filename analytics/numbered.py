"""Every number of the plan with what it belongs to, in the plan's order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics import plan
from analytics.arithmetic import is_total

POINTS, UNITS, DOLLARS = "puntos porcentuales", "unidades", "USD"  # of a difference


@dataclass(frozen=True)
class Numbered:
    """One series with its objective, indicator and measure; `order` is its place in the plan."""

    order: int
    objective: plan.Objective
    indicator: plan.Indicator
    measure: plan.Measure
    series: plan.Series

    @property
    def kind(self) -> plan.Kind:
        return self.measure.kind_of(self.series)

    @property
    def is_pair(self) -> bool:
        """Whether one input is set against another."""
        return len(self.series.inputs) > 1 and not is_total(self.kind)

    @property
    def unit_of_difference(self) -> str:
        if not is_total(self.kind):
            return POINTS
        return DOLLARS if self.series.currency else UNITS


def numbered(objectives: Iterable[plan.Objective]) -> Sequence[Numbered]:
    """Of these objectives; the places count within them."""
    found = [
        (objective, indicator, measure, series)
        for objective in objectives
        for indicator in objective.indicators
        for measure in indicator.measures
        for series in measure.series
    ]
    return [Numbered(order, *each) for order, each in enumerate(found)]
