"""Visits: a consulate goes to a distant town; from the draft to the people it served."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, DateTime, LargeBinary, SmallInteger, String, Uuid
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, or_, select

from db.local_time import Skipped, Twice, instant
from db.staff import StaffMember, within


class VisitState(StrEnum):
    """Where a visit stands. What the public sees of it a second person has approved."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"  # a draft nobody wants, or a change that was taken over


# What is asked of a visit, in this order. A field is empty while it is None; "" (0 for the
# capacity, False for the flyer) is an answer: there is none.
FIELDS = (
    "town",
    "place",
    "timezone",
    "first_day",
    "last_day",
    "hours",
    "fold",
    "services",
    "requirements",
    "capacity",
    "contact",
    "flyer",
)


class Visit(SQLModel, table=True):
    """An itinerant visit. A change to one already announced is a draft that `replaces` it."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    consulate: str = Field(foreign_key="consulate.code", index=True)
    state: str = VisitState.DRAFT
    replaces: UUID | None = Field(default=None, foreign_key="visit.id")
    writers: list[UUID] = Field(sa_type=ARRAY(Uuid))  # who wrote any of it, and so may not approve
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
    town: str | None = None
    place: str | None = None  # in words
    latitude: float | None = None  # degrees, where staff shared the place
    longitude: float | None = None
    timezone: str | None = None  # IANA, of the town
    first_day: date | None = None
    last_day: date | None = None
    opens: time | None = None  # as the town's clocks show it, the same on every day
    closes: time | None = None
    fold: int | None = Field(default=None, sa_type=SmallInteger)  # see db/local_time.py
    services: list[str] | None = Field(default=None, sa_type=ARRAY(String))
    requirements: str | None = None
    capacity: int | None = None  # persons; 0: nobody counted
    contact: str | None = None
    flyer: bool | None = None  # whether there is a picture, kept apart in Flyer
    announced_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    cancelled_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    made_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))  # recorded

    @property
    def days(self) -> list[date]:
        assert self.first_day and self.last_day  # noqa: S101, PT018 - asked of complete visits
        span = (self.last_day - self.first_day).days
        return [self.first_day + timedelta(days=number) for number in range(span + 1)]

    @property
    def begins_at(self) -> datetime:
        """The instant of its first opening."""
        return self._at(self.first_day, self.opens)

    @property
    def ends_at(self) -> datetime:
        """The instant of its last closing."""
        return self._at(self.last_day, self.closes)

    def day_of(self, now: datetime) -> date:
        """The visit's day of which somebody speaks now: today in the town, or the nearest one."""
        return min(max(today_in(self, now), self.days[0]), self.days[-1])

    def _at(self, day: date | None, shown: time | None) -> datetime:
        assert day and shown and self.timezone  # noqa: S101, PT018 - asked of complete visits
        found = instant(day, shown, self.timezone, self.fold or 0)
        if isinstance(found, Skipped | Twice):
            raise TypeError(f"visit {self.id}: no clock shows {shown} on {day}")
        return found


class Flyer(SQLModel, table=True):
    """The one picture of a visit, PNG or JPEG."""

    visit_id: UUID = Field(foreign_key="visit.id", primary_key=True)
    picture: bytes = Field(sa_type=LargeBinary)


def doubts(visit: Visit) -> list[Skipped | Twice]:
    """What the town's clocks make of the hours on each day; [] when all is sure."""
    if not (visit.first_day and visit.last_day and visit.opens and visit.closes):
        return []
    found = (
        instant(day, shown, visit.timezone or "UTC", visit.fold)
        for day in visit.days
        for shown in (visit.opens, visit.closes)
    )
    return [it for it in found if isinstance(it, Skipped | Twice)]


def is_empty(visit: Visit, field: str) -> bool:
    """Whether *field* is still to be asked."""
    if field == "hours":
        return visit.opens is None or visit.closes is None
    if field == "fold":
        return any(isinstance(doubt, Twice) for doubt in doubts(visit))
    return getattr(visit, field) is None


def next_field(visit: Visit) -> str | None:
    """The first empty field; none when the visit is complete."""
    return next((field for field in FIELDS if is_empty(visit, field)), None)


def has_come(visit: Visit, now: datetime) -> bool:
    """Whether the visit's first day has come in its town."""
    return visit.first_day is not None and today_in(visit, now) >= visit.first_day


def is_over(visit: Visit, now: datetime) -> bool:
    """Whether it has closed for the last time, so that there is nothing left to announce."""
    if next_field(visit) is None:
        return visit.ends_at <= now
    return visit.last_day is not None and visit.last_day < today_in(visit, now)


def today_in(visit: Visit, now: datetime) -> date:
    """What the calendar in the town shows."""
    return now.astimezone(ZoneInfo(visit.timezone or "UTC")).date()


async def draft(
    session: AsyncSession, member: StaffMember, consulate: str, *, now: datetime
) -> Visit:
    visit = Visit(consulate=consulate, writers=[member.id], created_at=now)
    session.add(visit)
    await session.flush()
    return visit


async def change_of(
    session: AsyncSession, member: StaffMember, visit: Visit, *, now: datetime
) -> Visit:
    """A draft that says what *visit* says, to be changed and approved in its stead."""
    content = visit.model_dump(include=set(CONTENT))
    change = Visit(
        **content,
        consulate=visit.consulate,
        replaces=visit.id,
        writers=[member.id],
        created_at=now,
    )
    session.add(change)
    await session.flush()
    await _copy_flyer(session, visit, change)
    return change


async def put_flyer(
    session: AsyncSession, member: StaffMember, visit: Visit, picture: bytes
) -> None:
    """The picture of a draft, instead of any it had."""
    await session.merge(Flyer(visit_id=visit.id, picture=picture))
    await write(session, member, visit, flyer=True)


async def flyer_of(session: AsyncSession, visit: Visit) -> bytes | None:
    found = await session.get(Flyer, visit.id) if visit.flyer else None
    return found.picture if found else None


async def _copy_flyer(session: AsyncSession, visit: Visit, to: Visit) -> None:
    picture = await flyer_of(session, visit)
    if picture is not None:
        await session.merge(Flyer(visit_id=to.id, picture=picture))
        await session.flush()


CONTENT = (
    *(name for name in FIELDS if name != "hours"),
    "opens",
    "closes",
    "latitude",
    "longitude",
)


async def write(
    session: AsyncSession, member: StaffMember, visit: Visit, **fields: object
) -> None:
    """Sets fields of a draft; who does so has written it."""
    for name, value in fields.items():
        setattr(visit, name, value)
    if member.id not in visit.writers:
        visit.writers = [*visit.writers, member.id]
    session.add(visit)
    await session.flush()


async def take_over(session: AsyncSession, visit: Visit, change: Visit) -> None:
    """An approved change becomes what the visit says."""
    await _copy_flyer(session, change, visit)
    for name in CONTENT:
        setattr(visit, name, getattr(change, name))
    visit.writers = sorted({*visit.writers, *change.writers})
    change.state = VisitState.DISCARDED
    session.add_all([visit, change])
    await session.flush()


async def seen_by(
    session: AsyncSession, member: StaffMember, visit_id: UUID, *, lock: bool = False
) -> Visit | None:
    """The visit, if it lies within the member's scope; with *lock* nobody else changes it now."""
    scope = within(member.consulates, col(Visit.consulate))
    query = select(Visit).where(Visit.id == visit_id, scope)
    fresh = {"populate_existing": True}
    if lock:
        query = query.with_for_update()
    return (await session.scalars(query, execution_options=fresh)).one_or_none()


async def listed(session: AsyncSession, member: StaffMember, *, since: date) -> Sequence[Visit]:
    """Drafts and the visits that end on *since* or later, within the member's scope."""
    query = (
        select(Visit)
        .where(
            within(member.consulates, col(Visit.consulate)),
            col(Visit.state).in_([VisitState.DRAFT, VisitState.ANNOUNCED, VisitState.CANCELLED]),
            or_(col(Visit.last_day).is_(None), col(Visit.last_day) >= since),
        )
        .order_by(col(Visit.first_day).asc().nulls_last(), col(Visit.created_at))
    )
    return (await session.scalars(query)).all()


async def coming(
    session: AsyncSession, *, since: date, consulate: str | None = None
) -> Sequence[Visit]:
    """Announced visits whose last day is *since* or later, the soonest first."""
    query = (
        select(Visit)
        .where(Visit.state == VisitState.ANNOUNCED, col(Visit.last_day) >= since)
        .order_by(col(Visit.first_day), col(Visit.town))
    )
    if consulate is not None:
        query = query.where(Visit.consulate == consulate)
    return (await session.scalars(query)).all()


async def find(session: AsyncSession, visit_id: UUID) -> Visit | None:
    """A visit the public may know of: announced, or cancelled after that."""
    visit = await session.get(Visit, visit_id)
    public = {VisitState.ANNOUNCED, VisitState.CANCELLED}
    return visit if visit is not None and visit.announced_at and visit.state in public else None
