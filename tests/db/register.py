"""The register's hands for tests: one unit or one consulate records months of one series."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from db import flow
from db.flow import OutOfStep, Standing, Step
from db.observations import Observation
from db.recording import NotRecorded, Place, Record, Recorded, record
from db.register import lock
from db.spans import Span
from db.transaction import transaction

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
S1 = Span("2026-S1", date(2026, 1, 1), date(2026, 6, 1))
S2 = Span("2026-S2", date(2026, 7, 1), date(2026, 12, 1))
YEAR = Span("2026", date(2026, 1, 1), date(2026, 12, 1))
COURSES = ("3.2.3.1a", "cursos")  # a unit's
ACTS = ("3.2.4.1a", "actuaciones_consulares")  # a consulate's


def month(number: int) -> Span:
    day = date(2026, number, 1)
    return Span(f"2026-{number:02}", day, day)


def told(value: float | None, span: Span = S2, unit: str = "SCP-DGC", **also: str) -> Record:
    """What a unit says; `statement`, `reason` and `source` can be said with it."""
    place = Place(*COURSES, *span[1:], unit=unit, statement=also.pop("statement", None))
    return Record(place, None if value is None else Decimal(str(value)), **also)


def told_by_consulate(
    value: float | None, span: Span, service: str | None = "dni", **also: str
) -> Record:
    place = Place(*ACTS, *span[1:], consulate=also.pop("consulate", "MAD"), service=service)
    return Record(place, None if value is None else Decimal(str(value)), **also)


@dataclass(frozen=True)
class Register:
    """Each call is one transaction."""

    engine: AsyncEngine

    async def records(
        self, *records: Record, late: str | None = None, now: datetime = NOW
    ) -> Recorded | list[NotRecorded]:
        async with transaction(self.engine) as session:
            return await record(session, None, records, late=late, now=now)

    async def takes(
        self, step: Step, unit: str | None = None, span: Span = S2, comment: str | None = None
    ) -> OutOfStep | None:
        async with transaction(self.engine) as session:
            await lock(session)
            return await flow.take(session, None, step, span, unit, comment=comment, now=NOW)

    async def stands(self, span: Span = S2) -> Standing:
        async with transaction(self.engine) as session:
            return await flow.standing(session, span)

    async def kept(self) -> list[Observation]:
        """All rows, as they were written."""
        async with transaction(self.engine) as session:
            return list((await session.scalars(select(Observation).order_by("id"))).all())

    async def in_force(self) -> dict[tuple[str, str | None], Decimal | None]:
        """By the first month and the statement or service, what stands."""
        query = select(Observation).where(col(Observation.superseded_at).is_(None))
        async with transaction(self.engine) as session:
            rows = (await session.scalars(query)).all()
        return {(f"{it.month:%m}", it.statement or it.service): it.value for it in rows}

    async def forgets(self) -> None:
        """A fresh page for the next example, which takes the owner of the tables."""
        async with self.engine.begin() as connection:
            for table in ("observation", "period_step"):
                for statement in ("DISABLE TRIGGER USER", "ENABLE TRIGGER USER"):
                    await connection.execute(text(f"ALTER TABLE {table} {statement}"))
                    if statement.startswith("DISABLE"):
                        await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608
