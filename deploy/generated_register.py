"""Demonstration register: what invented units and consulates recorded in the last two years."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import col

from analytics import plan
from analytics.period import Kind, Period
from analytics.workbook.inputs import Asked, asked, weighted
from db import consulate_inputs, consulates, flow, register, targets, units
from db.consulates import Consulate
from db.flow import Step
from db.observations import Observation
from db.transaction import clock, transaction
from db.units import Unit
from deploy.editions import freeze
from deploy.planner import Planner, span_of

SEED = 1_14_2  # of the plan: general objectives, indicators, measures
SEMESTERS = 5  # the one that runs, its predecessor, and what came before
MONTHS = 24  # that consulates have told of: a variation compares three semesters
_NORM = "META DE DEMOSTRACIÓN, inventada"
_ACTS = {  # of an office of middle size, a month
    "pasaporte": 260,
    "dni": 320,
    "registro_civil": 70,
    "notarial": 90,
    "legalizacion": 60,
    "certificado": 45,
    "visa": 50,
    "asistencia": 15,
    "orientacion": 40,
    "otro": 20,
}
_PER_ACT = 23  # dollars
_SOURCE = "dato inventado"
Row = dict[str, Any]


async def fill_register(engine: AsyncEngine) -> int:
    """Stores the invented records once, all or nothing, and returns how many it stored.

    Of the semester that runs only every second unit has delivered; the one before is complete,
    accepted, closed and published.
    """
    async with transaction(engine) as session:
        await register.lock(session)
        of_units = select(func.count()).where(col(Observation.unit).is_not(None))
        if await session.scalar(of_units):
            return 0
        now = await clock(session)
        running = Period.containing(now.date(), Kind.SEMESTER)
        rows = [
            *_of_units(await units.every(session), running, now),
            *_of_consulates(await consulates.every(session), now),
        ]
        await _copy(session, rows)
        await targets.load(session, list(_targets(running)), now=now)
        await _close(session, running.preceding, now)
    async with transaction(engine) as session:
        await register.lock(session)
        await freeze(Planner(session, None, now), running.preceding)
    return len(rows)


async def _copy(session: AsyncSession, rows: Sequence[Row]) -> None:
    """Some ten thousand rows at once, by PostgreSQL's COPY."""
    columns = list(rows[0])
    raw = await (await session.connection()).get_raw_connection()
    assert raw.driver_connection is not None  # noqa: S101 - it is open
    copying = f"COPY observation ({', '.join(columns)}) FROM STDIN"
    async with raw.driver_connection.cursor() as cursor, cursor.copy(copying) as copy:
        for row in rows:
            await copy.write_row([row[name] for name in columns])


def _of_units(every: Sequence[Unit], running: Period, now: datetime) -> Iterator[Row]:
    for place, unit in enumerate(it for it in every if it.directo):
        for back in range(SEMESTERS):
            if back == 0 and place % 2:
                continue
            period = Period.at(Kind.SEMESTER, running.index - back)
            common: Row = {
                "month": period.first_month,
                "last_month": period.last_month,
                "consulate": None,
                "unit": unit.code,
                "service": None,
                "source": _SOURCE,
                "recorded_at": now,
            }
            for row in (*_single(unit, period), *_one_by_one(unit, period)):
                yield {"statement": None} | common | row


def _single(unit: Unit, period: Period) -> Iterator[Row]:
    """What stands on two sides grows together, the first a part of the second."""
    for it in asked(unit.directo):
        dice = _dice(unit.code, it.key.split("/")[0])
        size, growth = dice.randint(8, 60), dice.uniform(0.98, 1.12)
        level = size * growth ** (period.index % SEMESTERS)
        if it.measure.fed_by is None and len(it.series.inputs) == 2 and _is_first(it):
            level *= _dice(unit.code, it.key, str(period)).uniform(0.55, 0.98)
        yield {"series": it.series.code, "input": it.input.name, "value": _rounded(it, level)}


def _is_first(it: Asked) -> bool:
    return it.input is it.series.inputs[0]


def _rounded(it: Asked, level: float) -> Decimal:
    match it.input.unit:
        case plan.InputUnit.WHOLE:
            return Decimal(max(1, round(level)))
        case plan.InputUnit.DOLLARS:
            return Decimal(round(level * 10_000))
        case plan.InputUnit.PERCENT:
            return Decimal(f"{level / 10:.2f}")


def _one_by_one(unit: Unit, period: Period) -> Iterator[Row]:
    for it in weighted(unit.directo):
        dice = _dice(unit.code, it.series.code, str(period))
        for number in range(dice.randint(2, 4)):
            weight, degree = dice.randint(1, 5), dice.choice((0, 50, 100, 100))
            shared = {"series": it.series.code, "statement": f"Objetivo inventado {number + 1}"}
            yield shared | {"input": it.set_out.name, "value": Decimal(weight)}
            reached = Decimal(weight * degree) / 100
            yield shared | {"input": it.reached.name, "value": reached}


def _of_consulates(every: Sequence[Consulate], now: datetime) -> Iterator[Row]:
    last = Period.containing(now.date(), Kind.MONTH).index - 1
    for place, office in enumerate(every):
        size = _dice(office.code).paretovariate(1.3) * (1 if office.kind == "general" else 0.2)
        late = 1 if place % 17 == 0 else 0  # these have not told of the last month
        for index in range(last - MONTHS + 1, last + 1 - late):
            month = Period.at(Kind.MONTH, index).first_month
            for row in _of_month(office.code, month, min(size, 6)):
                yield {
                    "month": month,
                    "last_month": month,
                    "consulate": office.code,
                    "unit": None,
                    "service": None,
                    "statement": None,
                    "source": _SOURCE,
                    "recorded_at": now,
                } | row


def _of_month(code: str, month: date, size: float) -> Iterator[Row]:
    dice = _dice(code, str(month))
    acts = {name: round(usual * size * dice.uniform(0.7, 1.3)) for name, usual in _ACTS.items()}
    for service, value in acts.items():
        yield _told(consulate_inputs.ACTS, value) | {"service": service}
    yield _told(consulate_inputs.REVENUE, round(sum(acts.values()) * _PER_ACT * size**0.1))
    yield _told(consulate_inputs.SUPPORTED, round(12 * size * dice.uniform(0.5, 1.5)))
    yield _told(consulate_inputs.COUNCIL_ACTIONS, dice.randint(0, 3))
    yield _told(consulate_inputs.COUNCIL_USERS, dice.randint(0, 60))


def _told(of: Any, value: int) -> Row:
    return {"series": of.series, "input": of.name, "value": Decimal(value)}


def _targets(running: Period) -> Iterator[dict[str, str]]:
    """A goal for each first series whose sentido says where it should go."""
    for measure in plan.measures():
        series = measure.series[0]
        goal = _GOALS.get(series.unit)
        is_open = series.sentido is plan.Sentido.UNDEFINED
        if goal is None or is_open or measure.kind is plan.Kind.VARIATION_AGAINST_PLANNED:
            continue
        for period in (running, running.preceding):
            yield {
                "series": series.code,
                "period": str(period),
                "baseline": str(goal * 0.6),
                "baseline_period": str(running.year - 2),
                "goal": str(goal),
                "green": "",
                "amber": "",
                "relevance": str(1 + _dice(series.code).randrange(3)),
                "norm": _NORM,
            }


_GOALS = {plan.UnitOfMeasure.PERCENTAGE: 80.0, plan.UnitOfMeasure.RATE_OF_CHANGE: 5.0}


async def _close(session: AsyncSession, period: Period, now: datetime) -> None:
    span = span_of(period)
    for unit in await units.every(session):
        if unit.directo:
            await flow.take(session, None, Step.SUBMIT, span, unit.code, now=now)
            await flow.take(session, None, Step.ACCEPT, span, unit.code, now=now)
    await flow.take(session, None, Step.CLOSE, span, now=now)


def _dice(*of: str) -> random.Random:
    return random.Random("/".join((str(SEED), *of)))  # noqa: S311 - no secrecy on paper
