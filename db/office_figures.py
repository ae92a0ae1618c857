"""The figures that a consulate records of its month: which they are, and what stands of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from db import recording
from db.consulate_inputs import ACTS, ASKED
from db.observations import Input, Observation
from db.recording import Place
from db.register import lock


class OfficeMonth(NamedTuple):
    """A month of a consulate, by the first of its days."""

    consulate: str
    month: date


class Figure(NamedTuple):
    """One number asked of a consulate's month: an input, of a service where it has one."""

    input: Input
    service: str | None = None


@dataclass(frozen=True)
class MonthFigures:
    """What is in force of a consulate's month."""

    of: OfficeMonth
    recorded: Mapping[Figure, Observation]
    longer: Mapping[Input, Observation]  # recorded of a longer period, this month within it

    def lacks(self, figure: Figure) -> bool:
        """Whether it can be recorded and is not."""
        return figure not in self.recorded and figure.input not in self.longer


def figures(services: Sequence[str]) -> list[Figure]:
    """Everything a consulate is asked of a month, in its order."""
    acts = [Figure(ACTS, it) for it in services]
    return acts + [Figure(it) for it in ASKED if it != ACTS]


def place(of: OfficeMonth, figure: Figure) -> Place:
    return Place(
        figure.input.series,
        figure.input.name,
        of.month,
        of.month,
        consulate=of.consulate,
        service=figure.service,
    )


async def of_month(session: AsyncSession, of: OfficeMonth) -> MonthFigures:
    return (await of_months(session, of.consulate, [of.month]))[0]


async def of_months(
    session: AsyncSession, consulate: str, months: Sequence[date]
) -> list[MonthFigures]:
    """One for each of the months, in their order."""
    owner = col(Observation.consulate) == consulate
    found = await recording.in_force(session, owner, min(months), max(months))
    asked = [it for it in found if Input(it.series, it.input) in ASKED]
    return [_of_month(OfficeMonth(consulate, month), asked) for month in months]


async def standing(session: AsyncSession, of: OfficeMonth, figure: Figure) -> Observation | None:
    """What is in force of *figure*; nobody changes it until this transaction ends."""
    await lock(session)
    return (await of_month(session, of)).recorded.get(figure)


async def usual(session: AsyncSession, of: OfficeMonth, figure: Figure) -> Decimal | None:
    """The mean of the last three months recorded before this one; none when there are none."""
    wanted = place(of, figure)
    last = (
        select(col(Observation.value))
        .where(
            Observation.series == wanted.series,
            Observation.input == wanted.input,
            Observation.consulate == wanted.consulate,
            col(Observation.service).is_not_distinct_from(wanted.service),
            col(Observation.month) < of.month,
            Observation.month == Observation.last_month,
            col(Observation.value).is_not(None),
            col(Observation.visit_id).is_(None),
            col(Observation.superseded_at).is_(None),
        )
        .order_by(col(Observation.month).desc())
        .limit(3)
        .subquery()
    )
    mean: Decimal | None = await session.scalar(select(func.avg(last.c.value)))
    return mean


def _of_month(of: OfficeMonth, found: Sequence[Observation]) -> MonthFigures:
    recorded, longer = dict[Figure, Observation](), dict[Input, Observation]()
    for it in found:
        of_input = Input(it.series, it.input)
        if it.month == it.last_month == of.month:
            recorded[Figure(of_input, it.service)] = it
        elif it.month <= of.month <= it.last_month and it.value is not None:
            longer[of_input] = it
    return MonthFigures(of, recorded, longer)
