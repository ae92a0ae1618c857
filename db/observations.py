"""Observations: recorded input values of the plan's series; never overwritten, only superseded."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Numeric, update
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db import flow
from db.consulates import Consulate
from db.register import lock
from db.staff import StaffMember
from db.visits import Visit


class Input(NamedTuple):
    """One input of a series, as the plan's catalogue names both: names alone are not unique."""

    series: str
    name: str


VISITS_MADE = Input("3.2.5.1a", "visitas_itinerantes")
PERSONS_SERVED = Input("3.2.5.2a", "personas_atendidas")
_HONORARY = "honorary"  # not of career: its visits are not counted among those made


class Observation(SQLModel, table=True):
    """One value of one input: of which period, whose, of which service, who says so, from what.

    It is of a consulate or of a unit. No value says that they have no such thing, which is known
    and adds nothing. A weighted objective is two rows of the same statement: its weight, and how
    much of that was reached. The database itself refuses to change or delete what was recorded.
    """

    __table_args__ = (
        CheckConstraint("value >= 0", name="observation_value"),
        CheckConstraint("num_nonnulls(consulate, unit) = 1", name="observation_owner"),
        CheckConstraint("last_month >= month", name="observation_months"),
        Index(
            "observation_in_force",
            "series",
            "month",
            "last_month",
            postgresql_include=["input", "consulate", "unit", "service", "value", "recorded_at"],
            postgresql_where=sql("superseded_at IS NULL"),
        ),
        Index(
            "observation_once",
            "visit_id",
            "series",
            "service",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sql("superseded_at IS NULL AND visit_id IS NOT NULL"),
        ),
        Index(
            "observation_once_recorded",
            "series",
            "input",
            "month",
            "last_month",
            "consulate",
            "unit",
            "service",
            "statement",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sql("superseded_at IS NULL AND visit_id IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    series: str  # its code in the plan's catalogue
    input: str  # which of the series' inputs, by name
    month: date  # first day of its first month; a visit's, as the town's calendar shows it
    last_month: date  # first day of its last month
    consulate: str | None = Field(default=None, foreign_key="consulate.code")
    unit: str | None = Field(default=None, foreign_key="unit.code")
    service: str | None = None
    statement: str | None = None  # of a weighted objective, in its unit's words
    value: Decimal | None = Field(default=None, sa_type=Numeric(20, 4))
    visit_id: UUID | None = Field(default=None, foreign_key="visit.id")  # the source
    source: str | None = None  # where else it comes from: a workbook's cell and its document
    reason: str | None = None  # of a correction
    recorded_by: UUID | None = Field(default=None, foreign_key="staff_member.id")
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))
    superseded_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    superseded_by: int | None = Field(default=None, sa_type=BigInteger)  # the id that came after


async def next_ids(session: AsyncSession, count: int) -> list[int]:
    """Ids for rows to come, so that what they supersede can name them at once."""
    drawn = sql("SELECT nextval('observation_id_seq') FROM generate_series(1, :count)")
    return list((await session.scalars(drawn, {"count": count})).all())


async def record_served(  # noqa: PLR0913 - who says what of which visit
    session: AsyncSession,
    member: StaffMember | None,
    visit: Visit,
    service: str,
    persons: int,
    *,
    now: datetime,
) -> None:
    """How many persons one service reached; what was said of it before is superseded.

    The first record of a visit also says that it was made, where its office is one of career.
    Both belong to the month of the visit's first day, whenever they are recorded. Nobody says
    it (*member* is None) of a visit that is made up for a demonstration.
    """
    await lock(session)
    await session.refresh(visit, with_for_update=True)  # two colleagues may record at once
    assert visit.first_day is not None  # noqa: S101 - only complete visits are made
    consulate = await session.get_one(Consulate, visit.consulate)
    values: list[tuple[Input, str | None, int]] = [(PERSONS_SERVED, service, persons)]
    if visit.made_at is None and consulate.kind != _HONORARY:
        values.append((VISITS_MADE, None, 1))
    ids = await next_ids(session, len(values))
    await session.execute(
        update(Observation)
        .where(
            col(Observation.visit_id) == visit.id,
            col(Observation.series) == PERSONS_SERVED.series,
            col(Observation.service) == service,
            col(Observation.superseded_at).is_(None),
        )
        .values(superseded_at=now, superseded_by=ids[0])
        .execution_options(synchronize_session=False)
    )
    month = visit.first_day.replace(day=1)
    session.add_all(
        Observation(
            id=its_id,
            series=of_input.series,
            input=of_input.name,
            month=month,
            last_month=month,
            consulate=visit.consulate,
            service=of_service,
            value=Decimal(value),
            visit_id=visit.id,
            recorded_by=member.id if member else None,
            recorded_at=now,
        )
        for its_id, (of_input, of_service, value) in zip(ids, values, strict=True)
    )
    await flow.reopen_late(session, member, month, now=now)
    visit.made_at = visit.made_at or now
    session.add(visit)
    await session.flush()


async def served_at(session: AsyncSession, visit_id: UUID) -> dict[str, int]:
    """Persons served by service, as recorded last; {} when nobody has yet."""
    found: Sequence[Observation] = (
        await session.scalars(
            select(Observation).where(
                Observation.visit_id == visit_id,
                Observation.series == PERSONS_SERVED.series,
                col(Observation.superseded_at).is_(None),
            )
        )
    ).all()
    return {row.service or "": int(row.value or 0) for row in found}
