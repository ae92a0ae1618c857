"""Entries: the deep links behind the codes on a consulate's wall."""

import secrets
from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, select

from db.consulates import Consulate
from db.surveys import CONSULAR
from db.visits import Visit

KIND_WALL = "wall"  # a code anybody can scan; it gives no rights
KIND_VISIT = "visit"  # shown where an itinerant visit serves: leads to its survey
KIND_NOTICE = "notice"  # in what a consulate posts elsewhere: leads to the visit itself
KIND_CHAT = "chat"  # no entry at all: the person found the bot by themselves
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing to mistake when it is typed from paper
_LENGTH = 10


class Entry(SQLModel, table=True):
    """A deep link or QR code that carries consulate, service and the date of the service."""

    # Telegram allows 64 in a link, but the code also travels in a button, beside other things.
    __table_args__ = (CheckConstraint("length(code) <= 40", name="entry_code_fits_a_button"),)

    code: str = Field(primary_key=True)  # the /start payload: 1-64 of [A-Za-z0-9_-]
    kind: str = KIND_WALL
    # An older process, which knows of one survey, may still write beside a newer one.
    form_id: str = Field(default=CONSULAR, sa_column_kwargs={"server_default": CONSULAR})
    consulate: str = Field(foreign_key="consulate.code", index=True)
    service: str | None = None  # a choice of the survey's question `servicio`
    service_date: date | None = None  # in the consulate's local calendar; none means "that day"
    visit: UUID | None = Field(default=None, foreign_key="visit.id", index=True)


async def open_entry(
    session: AsyncSession,
    consulate: str,
    *,
    form_id: str = CONSULAR,
    service: str | None,
    service_date: date | None,
) -> Entry:
    """A new entry under a code nobody can guess from another."""
    entry = Entry(
        code=_new_code(consulate),
        form_id=form_id,
        consulate=consulate,
        service=service,
        service_date=service_date,
    )
    session.add(entry)
    await session.flush()
    return entry


async def of_visit(session: AsyncSession, visit: Visit, kind: str) -> Entry:
    """The visit's entry of that kind, opened when it is first asked for.

    It names the service when the visit brings only one; the day comes with the answer.
    """
    found = select(Entry).where(Entry.visit == visit.id, Entry.kind == kind)
    entry = (await session.scalars(found)).first()
    if entry is None:
        services = visit.services or []
        entry = Entry(
            code=_new_code(visit.consulate),
            kind=kind,
            consulate=visit.consulate,
            service=services[0] if len(services) == 1 else None,
            visit=visit.id,
        )
        session.add(entry)
        await session.flush()
    return entry


def _new_code(consulate: str) -> str:
    return f"{consulate}-" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


async def consulate_of(session: AsyncSession, entry: Entry | None) -> Consulate | None:
    return None if entry is None else await session.get(Consulate, entry.consulate)


async def find(session: AsyncSession, code: str) -> Entry | None:
    return await session.get(Entry, code)
