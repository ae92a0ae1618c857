"""What is in force of a unit's period, found by the input that it is of."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from analytics.period import Period
from analytics.workbook.inputs import Weighted
from db.observations import Observation


class Objective(NamedTuple):
    """A weighted objective as it stands; the degree it reached in per cent."""

    series: str
    statement: str
    weight: Decimal
    degree: Decimal
    source: str | None


def of(
    known: Sequence[Observation], unit: str, period: Period
) -> Mapping[tuple[str, str, str | None], Observation]:
    """By series, input and statement, those of exactly this period."""
    months = period.first_month, period.last_month
    return {
        (it.series, it.input, it.statement): it
        for it in known
        if it.unit == unit and (it.month, it.last_month) == months and it.superseded_at is None
    }


def objectives(
    standing: Mapping[tuple[str, str, str | None], Observation], series: Sequence[Weighted]
) -> list[Objective]:
    """Those that still count, in the plan's order and within a series as they were recorded."""
    found = []
    for each in series:
        for (code, name, statement), whole in standing.items():
            if (code, name) != (each.series.code, each.set_out.name) or not statement:
                continue
            part = standing.get((code, each.reached.name, statement))
            if whole.value and part is not None and part.value is not None:
                degree = _degree(whole.value, part.value)
                weight = whole.value.normalize()
                found.append(Objective(code, statement, weight, degree, whole.source))
    return found


def _degree(weight: Decimal, reached: Decimal) -> Decimal:
    """To two decimals: a value that no workbook wrote may need more."""
    return round(100 * reached / weight, 2)
