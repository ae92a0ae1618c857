"""The demonstration's consulate in Madrid: two of its staff, a visit to announce, neighbours."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.simulator.line import Line
from bot.simulator.people import User
from db import staff, visits
from db.consents import NOTICES, Consent
from db.keyring import Keyring
from db.respondents import Respondent
from db.staff import Role, StaffMember
from db.transaction import clock, transaction
from db.visits import Visit

CONSULATE = "MAD"
OPERATOR, APPROVER = "Carmen", "Luis"  # the names of the two phones in the simulator
NEIGHBOURS = 120  # more than the first batch of a broadcast
_AHEAD = timedelta(days=21)
_TEXT_VERSION = "demostración"


async def open_office(session: AsyncSession, keyring: Keyring) -> None:
    """Carmen writes, Luis approves, and a visit to Zaragoza is ready to be handed in."""
    now = await clock(session)
    carmen = await _hire(session, keyring, OPERATOR, Role.OPERATOR, now)
    await _hire(session, keyring, APPROVER, Role.APPROVER, now)
    if not await visits.listed(session, carmen, since=now.date()):
        await _prepare_visit(session, carmen, now)


async def _hire(
    session: AsyncSession, keyring: Keyring, name: str, role: Role, now: datetime
) -> StaffMember:
    account = User(name, "es").id
    member = await staff.find(session, keyring, account)
    if member is not None:
        return member
    code = await staff.invite(
        session,
        keyring,
        telegram_id=account,
        name=name,
        role=role,
        consulates=[CONSULATE],
        now=now,
    )
    joined = await staff.join(session, keyring, code, account, now=now)
    assert joined is not None  # noqa: S101 - the invitation is a moment old
    return joined


async def _prepare_visit(session: AsyncSession, carmen: StaffMember, now: datetime) -> Visit:
    visit = await visits.draft(session, carmen, CONSULATE, now=now)
    saturday = _saturday_after(now.date() + _AHEAD)
    await visits.write(
        session,
        carmen,
        visit,
        town="Zaragoza",
        place="Centro cívico (lugar inventado), calle Mayor 1",
        latitude=41.6561,
        longitude=-0.8773,
        timezone="Europe/Madrid",
        first_day=saturday,
        last_day=saturday,
        opens=time(9),
        closes=time(16),
        services=["pasaporte", "dni", "notarial"],
        requirements="DNI o pasaporte anterior, aunque esté vencido.",
        capacity=80,
        contact="Mesa de partes del consulado (dato inventado)",
        flyer=False,
    )
    return visit


def _saturday_after(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)


async def settle_neighbours(line: Line, engine: AsyncEngine, keyring: Keyring) -> None:
    """Invented people of Madrid who agreed to notices, each with a phone in the simulator."""
    accounts = await line.crowd(NEIGHBOURS)
    async with transaction(engine) as session:
        now = await clock(session)
        known = await _known(session, [keyring.fingerprint(it) for it in accounts])
        people = [
            _neighbour(keyring, it, now) for it in accounts if keyring.fingerprint(it) not in known
        ]
        if people:
            await session.execute(insert(Respondent), [it.model_dump() for it in people])
            consents = [_agrees(it.id, now).model_dump(exclude={"id"}) for it in people]
            await session.execute(insert(Consent), consents)


def _neighbour(keyring: Keyring, account: int, now: datetime) -> Respondent:
    person = Respondent(
        fingerprint=keyring.fingerprint(account),
        language="es",
        greeted_at=now,
        consulate=CONSULATE,
    )
    person.telegram_id = keyring.seal(str(account), str(person.id))
    return person


def _agrees(person: UUID, now: datetime) -> Consent:
    return Consent(
        respondent_id=person,
        purpose=NOTICES,
        text_version=_TEXT_VERSION,
        language="es",
        given_at=now,
    )


async def _known(session: AsyncSession, fingerprints: Sequence[bytes]) -> set[bytes]:
    found = text("SELECT fingerprint FROM respondent WHERE fingerprint = ANY(:those)")
    return set((await session.scalars(found, {"those": list(fingerprints)})).all())
