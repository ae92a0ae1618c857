"""A register filled for tests: who should record what, and rows written in bulk."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import Engine, insert

from analytics import plan
from analytics.coverage import Network
from analytics.numbered import Numbered, numbered
from analytics.period import Kind, Period
from db import units
from db.consulates import read as read_consulates
from db.observations import Observation
from db.units import Unit

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
NETWORK = Network(
    {it.code: it.directo for it in units.read()}, sorted(it.code for it in read_consulates())
)
NUMBERED = numbered(plan.load())
PERIODS = [Period(2026, Kind.SEMESTER, 2), Period(2026, Kind.SEMESTER, 1)]
PERIODS.append(PERIODS[-1].preceding)
RECORDED = [it for it in NUMBERED if it.measure.fed_by in {None, plan.Feed.CONSULATES}]


def load_units(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Unit), [it.model_dump() for it in units.read()])


def row(series: str, name: str, owner: str, period: Period, value: float | None, **also) -> dict:
    """One observation; three letters are a consulate's."""
    is_consulate = owner in NETWORK.consulates
    return {
        "series": series,
        "input": name,
        "month": period.first_month,
        "last_month": period.last_month,
        "consulate": owner if is_consulate else None,
        "unit": None if is_consulate else owner,
        "service": None,
        "statement": None,
        "value": None if value is None else Decimal(str(value)),
        "recorded_at": AT,
    } | also


def write(engine: Engine, rows: Iterable[dict]) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Observation), list(rows))


def months_of(period: Period) -> Iterator[Period]:
    for number in range(period.first_month.month, period.last_month.month + 1):
        yield Period(period.year, Kind.MONTH, number)


def spans(of: Numbered, period: Period) -> Iterable[Period]:
    """Consulates record month by month, units the period as a whole."""
    return months_of(period) if of.measure.fed_by is plan.Feed.CONSULATES else [period]


def complete(period: Period, reporters: int | None = None) -> Iterator[dict]:
    """Every input of the plan that somebody records, by all who should, or the first so many."""
    for of in RECORDED:
        for place, each in enumerate(of.series.inputs):
            if each.same_as is None:
                owners = NETWORK.expected(of)[:reporters]
                for number, owner in enumerate(owners):
                    for span in spans(of, period):
                        value = 10 + number + 3 * place + period.index % 7
                        yield row(of.series.code, each.name, owner, span, value)


def day(text: str) -> date:
    return date.fromisoformat(text)
