"""What a unit records: the inputs of its objectives that neither answers nor offices feed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from analytics import plan
from analytics.plan import Indicator, Input, Kind, Measure, Series


@dataclass(frozen=True)
class Asked:
    """One input with the plan's words around it: a row of the sheet."""

    indicator: Indicator
    measure: Measure
    series: Series
    input: Input

    @property
    def key(self) -> str:
        """What tells it from every other input of the plan: `3.2.3.1a/cursos`."""
        return f"{self.series.code}/{self.input.name}"


@dataclass(frozen=True)
class Weighted:
    """A series whose objectives are told one by one, each with its weight."""

    indicator: Indicator
    measure: Measure
    series: Series

    @property
    def set_out(self) -> Input:
        """Where an objective's whole weight is recorded."""
        return self.series.inputs[1]

    @property
    def reached(self) -> Input:
        """Where that part of the weight is recorded which was reached."""
        return self.series.inputs[0]


def asked(objectives: Collection[str]) -> tuple[Asked, ...]:
    """The single inputs of these objectives, in the plan's order; each is asked once."""
    return tuple(
        Asked(indicator, measure, series, each)
        for indicator, measure, series in _recorded(objectives)
        if measure.kind_of(series) is not Kind.WEIGHTED_OBJECTIVES
        for each in series.inputs
        if each.same_as is None
    )


def weighted(objectives: Collection[str]) -> tuple[Weighted, ...]:
    """The series of weighted objectives of these objectives, in the plan's order."""
    return tuple(
        Weighted(indicator, measure, series)
        for indicator, measure, series in _recorded(objectives)
        if measure.kind_of(series) is Kind.WEIGHTED_OBJECTIVES
    )


def _recorded(objectives: Collection[str]) -> Iterator[tuple[Indicator, Measure, Series]]:
    for objective in plan.load():
        if objective.code not in objectives:
            continue
        for indicator in objective.indicators:
            for measure in indicator.measures:
                if measure.fed_by is None:
                    yield from ((indicator, measure, series) for series in measure.series)
