"""Observations: recorded input values of the plan's series; never overwritten, only superseded."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, update
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db.consulates import Consulate
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
    """One value of one input: when and where, of which service, who says so, and from what."""

    __table_args__ = (
        CheckConstraint("value >= 0", name="observation_value"),
        Index(
            "observation_in_force",
            "series",
            "month",
            "consulate",
            postgresql_include=["input", "service", "value"],
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
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    series: str  # its code in the plan's catalogue
    input: str  # which of the series' inputs, by name
    month: date  # first day of the month it belongs to, as the town's calendar shows it
    consulate: str = Field(foreign_key="consulate.code")
    service: str | None = None
    value: int
    visit_id: UUID | None = Field(default=None, foreign_key="visit.id")  # the source
    recorded_by: UUID | None = Field(default=None, foreign_key="staff_member.id")
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))
    superseded_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


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
    await session.refresh(visit, with_for_update=True)  # two colleagues may record at once
    assert visit.first_day is not None  # noqa: S101 - only complete visits are made
    consulate = await session.get_one(Consulate, visit.consulate)
    values: list[tuple[Input, str | None, int]] = [(PERSONS_SERVED, service, persons)]
    if visit.made_at is None and consulate.kind != _HONORARY:
        values.append((VISITS_MADE, None, 1))
    await session.execute(
        update(Observation)
        .where(
            col(Observation.visit_id) == visit.id,
            col(Observation.series) == PERSONS_SERVED.series,
            col(Observation.service) == service,
            col(Observation.superseded_at).is_(None),
        )
        .values(superseded_at=now)
        .execution_options(synchronize_session=False)
    )
    session.add_all(
        Observation(
            series=of_input.series,
            input=of_input.name,
            month=visit.first_day.replace(day=1),
            consulate=visit.consulate,
            service=of_service,
            value=value,
            visit_id=visit.id,
            recorded_by=member.id if member else None,
            recorded_at=now,
        )
        for of_input, of_service, value in values
    )
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
    return {row.service or "": row.value for row in found}
