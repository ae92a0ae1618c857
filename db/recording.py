"""Recording: values enter the register, and a correction says why it supersedes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from db import flow
from db.flow import Step
from db.observations import Observation, next_ids
from db.register import lock
from db.spans import Span
from db.staff import StaffMember


class Place(NamedTuple):
    """What a record is of; in force there is one value at each place."""

    series: str
    input: str
    month: date
    last_month: date
    consulate: str | None = None
    unit: str | None = None
    service: str | None = None
    statement: str | None = None


@dataclass(frozen=True)
class Record:
    """A value to be recorded; none says that its owner has no such thing."""

    place: Place
    value: Decimal | None
    source: str | None = None
    reason: str | None = None


class Why(StrEnum):
    """Why a record cannot be taken."""

    UNEXPLAINED = "sin-motivo"  # another value is in force, and no reason is given
    OVERLAPS = "meses-repetidos"  # a record of other months that shares some of these
    SEALED = "periodo-entregado"  # handed in or closed, and nobody says why it comes late


@dataclass(frozen=True)
class NotRecorded:
    """A refusal: which record, why, and what is in force instead."""

    record: Record
    why: Why
    known: Observation | None = None
    period: str | None = None


@dataclass(frozen=True)
class Recorded:
    """How many values were new, how many corrected, and which periods were reopened for it."""

    new: int = 0
    corrected: int = 0
    reopened: tuple[str, ...] = ()


async def record(
    session: AsyncSession,
    member: StaffMember | None,
    records: Sequence[Record],
    *,
    late: str | None = None,
    now: datetime,
) -> Recorded | list[NotRecorded]:
    """All of the records, or none: then every refusal.

    What is in force already changes nothing. A period that was closed, or whose part its unit
    handed in, is reopened if *late* says why.
    The records are of one consulate or unit, no two of one place or of overlapping months.
    """
    if not records:
        return Recorded()
    await lock(session)
    in_force = await _in_force(session, records)
    at = {_place(it): it for it in in_force}
    changes = [it for it in records if it.place not in at or at[it.place].value != it.value]
    entering = [it for it in changes if it.place not in at or at[it.place].value is None]
    refusals = [*_unexplained(changes, at), *_overlapping(entering, in_force)]
    sealed, late = await _sealed(session, changes), (late or "").strip()
    if sealed and not late:
        refusals.append(NotRecorded(changes[0], Why.SEALED, period=sealed[0].name))
    if refusals:
        return refusals
    await _write(session, member, changes, at, now)
    unit = changes[0].place.unit if changes else None
    for span in sealed:
        refusal = await flow.take(session, member, Step.REOPEN, span, unit, comment=late, now=now)
        assert refusal is None  # noqa: S101 - it was found sealed under the same lock
    corrected = sum(it.place in at for it in changes)
    reopened = tuple(span.name for span in sealed)
    return Recorded(len(changes) - corrected, corrected, reopened)


def _unexplained(changes: Sequence[Record], at: dict[Place, Observation]) -> list[NotRecorded]:
    return [
        NotRecorded(it, Why.UNEXPLAINED, at[it.place])
        for it in changes
        if it.place in at and not (it.reason or "").strip()
    ]


def _overlapping(entering: Sequence[Record], in_force: Sequence[Observation]) -> list[NotRecorded]:
    """Months are recorded once, by themselves or within a longer period, never both."""
    found = []
    for it in entering:
        for known in in_force:
            same = (known.series, known.input) == it.place[:2]
            apart = known.last_month < it.place.month or known.month > it.place.last_month
            equal = (known.month, known.last_month) == it.place[2:4]
            if same and not apart and not equal and known.value is not None:
                found.append(NotRecorded(it, Why.OVERLAPS, known))
                break
    return found


async def _sealed(session: AsyncSession, changes: Sequence[Record]) -> list[Span]:
    if not changes:
        return []
    first = min(it.place.month for it in changes)
    last = max(it.place.last_month for it in changes)
    unit = changes[0].place.unit
    return [it.span for it in await flow.overlapping(session, first, last) if it.seals(unit)]


async def in_force(
    session: AsyncSession, owner: ColumnElement[bool], month: date, last_month: date
) -> Sequence[Observation]:
    """What stands of a consulate or unit in these months, what visits yield left out."""
    query = select(Observation).where(
        owner,
        col(Observation.month) <= last_month,
        col(Observation.last_month) >= month,
        col(Observation.superseded_at).is_(None),
        col(Observation.visit_id).is_(None),
    )
    return (await session.scalars(query.order_by(col(Observation.id)))).all()


async def _in_force(session: AsyncSession, records: Sequence[Record]) -> Sequence[Observation]:
    units = {it.place.unit for it in records if it.place.unit}
    consulates = {it.place.consulate for it in records if it.place.consulate}
    owner = or_(col(Observation.unit).in_(units), col(Observation.consulate).in_(consulates))
    first = min(it.place.month for it in records)
    last = max(it.place.last_month for it in records)
    return await in_force(session, owner, first, last)


def _place(it: Observation) -> Place:
    return Place(
        it.series,
        it.input,
        it.month,
        it.last_month,
        it.consulate,
        it.unit,
        it.service,
        it.statement,
    )


async def _write(
    session: AsyncSession,
    member: StaffMember | None,
    changes: Sequence[Record],
    at: dict[Place, Observation],
    now: datetime,
) -> None:
    ids = await next_ids(session, len(changes))
    superseded = [
        {"id": at[it.place].id, "superseded_at": now, "superseded_by": its_id}
        for its_id, it in zip(ids, changes, strict=True)
        if it.place in at
    ]
    if superseded:
        await session.execute(update(Observation), superseded)
    session.add_all(
        Observation(
            id=its_id,
            **it.place._asdict(),
            value=it.value,
            source=it.source,
            reason=it.reason if it.place in at else None,
            recorded_by=member.id if member else None,
            recorded_at=now,
        )
        for its_id, it in zip(ids, changes, strict=True)
    )
    await session.flush()
