"""The flow of a period: what each unit handed in, and how the whole stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, DateTime
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db.spans import Span
from db.staff import StaffMember


class Step(StrEnum):
    """What is done to a period; the first three and REOPEN, to one unit's part of it."""

    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    REOPEN = "reopen"  # without a unit: the whole, for what a consulate or visit corrects late
    CLOSE = "close"
    PUBLISH = "publish"


class State(StrEnum):
    """How a unit's part, or a period, stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    PUBLISHED = "published"


_LEADS_TO = {
    Step.SUBMIT: State.SUBMITTED,
    Step.RETURN: State.RETURNED,
    Step.ACCEPT: State.ACCEPTED,
    Step.REOPEN: State.OPEN,
    Step.CLOSE: State.CLOSED,
    Step.PUBLISH: State.PUBLISHED,
}
_OF_A_UNIT = {Step.SUBMIT, Step.RETURN, Step.ACCEPT, Step.REOPEN}
_OF_THE_WHOLE = {Step.REOPEN, Step.CLOSE, Step.PUBLISH}
_FROM = {
    Step.SUBMIT: {State.OPEN, State.RETURNED},
    Step.RETURN: {State.SUBMITTED, State.ACCEPTED},
    Step.ACCEPT: {State.SUBMITTED},
    Step.CLOSE: {State.OPEN},
    Step.PUBLISH: {State.CLOSED},
}
_NEEDS_COMMENT = {Step.RETURN, Step.REOPEN}
SEALED = {State.SUBMITTED, State.ACCEPTED, State.CLOSED, State.PUBLISHED}


class PeriodStep(SQLModel, table=True):
    """One step, with who took it and why. Append-only: how things stand is the last steps."""

    __tablename__ = "period_step"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    period: str = Field(index=True)  # as it is written: 2026-S2
    month: date  # first days of its first and last months
    last_month: date
    unit: str | None = Field(default=None, foreign_key="unit.code")  # none: the whole
    step: str
    comment: str | None = None
    staff_id: UUID | None = Field(default=None, foreign_key="staff_member.id")
    at: datetime = Field(sa_type=DateTime(timezone=True))


@dataclass(frozen=True)
class Standing:
    """One period: the state of the whole, of each unit that did something, and all the steps."""

    span: Span
    whole: State = State.OPEN
    units: dict[str, State] = field(default_factory=dict)
    steps: Sequence[PeriodStep] = ()

    @classmethod
    def of(cls, span: Span, steps: Iterable[PeriodStep]) -> "Standing":
        """From the steps in their order. What reopens a part reopens the whole."""
        taken = list(steps)
        whole, units = State.OPEN, dict[str, State]()
        for it in taken:
            step = Step(it.step)
            if it.unit is not None:
                units[it.unit] = _LEADS_TO[step]
            if step in _OF_THE_WHOLE:
                whole = _LEADS_TO[step]
        return cls(span, whole, units, taken)

    def unit(self, code: str) -> State:
        return self.units.get(code, State.OPEN)

    def seals(self, unit: str | None) -> bool:
        """Whether what *unit* (none: a consulate) records of this period comes late."""
        return self.whole in SEALED or (unit is not None and self.unit(unit) in SEALED)


@dataclass(frozen=True)
class OutOfStep:
    """A step that cannot be taken from where things stand, or that needs a comment."""

    step: Step
    state: State
    needs_comment: bool = False


async def standing(session: AsyncSession, span: Span) -> Standing:
    query = select(PeriodStep).where(PeriodStep.period == span.name)
    return Standing.of(span, (await session.scalars(query.order_by(col(PeriodStep.id)))).all())


async def overlapping(session: AsyncSession, month: date, last_month: date) -> list[Standing]:
    """Every period with steps that shares a month with these."""
    query = select(PeriodStep).where(
        col(PeriodStep.month) <= last_month, col(PeriodStep.last_month) >= month
    )
    found: dict[Span, list[PeriodStep]] = {}
    for it in (await session.scalars(query.order_by(col(PeriodStep.id)))).all():
        found.setdefault(Span(it.period, it.month, it.last_month), []).append(it)
    return [Standing.of(span, steps) for span, steps in found.items()]


async def take(  # noqa: PLR0913 - who does what to which part of what, and why
    session: AsyncSession,
    member: StaffMember | None,
    step: Step,
    span: Span,
    unit: str | None = None,
    *,
    comment: str | None = None,
    now: datetime,
) -> OutOfStep | None:
    """Takes the step, under the register's lock, unless the state or a missing comment forbids."""
    stands = await standing(session, span)
    state = stands.whole if unit is None else stands.unit(unit)
    if step in _NEEDS_COMMENT and not (comment or "").strip():
        return OutOfStep(step, state, needs_comment=True)
    if unit is not None and step is not Step.REOPEN and stands.whole is not State.OPEN:
        return OutOfStep(step, stands.whole)
    fits = step in (_OF_THE_WHOLE if unit is None else _OF_A_UNIT)
    allowed = stands.seals(unit) if step is Step.REOPEN else state in _FROM[step]
    if not fits or not allowed:
        return OutOfStep(step, state)
    await _write(session, member, step, span, unit, comment, now)
    return None


async def reopen_late(
    session: AsyncSession, member: StaffMember | None, month: date, *, now: datetime
) -> None:
    """Leaves the trace of what a consulate records of a month whose period is closed already."""
    for stands in await overlapping(session, month, month):
        if stands.seals(None):
            comment = "registro de un consulado después del cierre"
            await _write(session, member, Step.REOPEN, stands.span, None, comment, now)


async def _write(  # noqa: PLR0913, PLR0917 - the row says all of this
    session: AsyncSession,
    member: StaffMember | None,
    step: Step,
    span: Span,
    unit: str | None,
    comment: str | None,
    now: datetime,
) -> None:
    session.add(
        PeriodStep(
            period=span.name,
            month=span.first_month,
            last_month=span.last_month,
            unit=unit,
            step=step,
            comment=comment,
            staff_id=member.id if member else None,
            at=now,
        )
    )
    await session.flush()
