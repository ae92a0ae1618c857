"""What consulates deal with, made in a line each: people who agree, visits, their notices."""

import asyncio
import itertools
from contextlib import asynccontextmanager, suppress
from datetime import date, time, timedelta
from uuid import UUID

from telegram import Bot

from bot.staff.presses import APPROVE, SUBMIT, Press
from bot.staff.watching import Rhythm, Watcher
from db import broadcasts, consents, grants, staff, visits, walks
from db.broadcasts import Broadcast
from db.consents import Consent
from db.deliveries import DeliveryState
from db.grants import Settlement
from db.respondents import Respondent
from db.transaction import clock, transaction
from db.visits import Visit
from tests.staff.conftest import ADELA, CARMEN, LUIS, PEDRO, STAFF_TOKEN

TOWN = "Huelva"
SAID = {
    "town": TOWN,
    "place": "Casa Colón, plaza del Punto",
    "latitude": 37.26,
    "longitude": -6.95,
    "timezone": "Europe/Madrid",
    "first_day": date(2035, 12, 15),
    "last_day": date(2035, 12, 15),
    "opens": time(9),
    "closes": time(14),
    "services": ["pasaporte", "dni"],
    "requirements": "DNI y pasaporte anteriores",
    "capacity": 120,
    "contact": "visitas@consulado.example",
    "flyer": False,
}
_numbers = itertools.count(7_000_000_000)
_walks = itertools.count(1)


async def hired(office):
    """Carmen writes in Madrid, Luis approves there, Pedro writes in Barcelona."""
    return [await office.hires(*one) for one in (CARMEN, LUIS, PEDRO)]


async def administrator(office):
    return await office.hires(*ADELA)


async def member(office, name: str):
    """The row of somebody hired."""
    async with transaction(office.engine) as session:
        found = await staff.members(session)
        return next(it for it in found if staff.name_of(office.keyring, it) == name)


async def agree(office, count: int, consulate: str = "MAD", language: str = "es") -> list[UUID]:
    """People of the consulate who agree to notices."""
    made = []
    async with transaction(office.engine) as session:
        now = await clock(session)
        for _ in range(count):
            number = next(_numbers)
            person = Respondent(
                fingerprint=office.keyring.fingerprint(number),
                language=language,
                greeted_at=now,
                consulate=consulate,
            )
            person.telegram_id = office.keyring.seal(str(number), str(person.id))
            session.add(person)
            await session.flush()
            given = Consent(
                respondent_id=person.id,
                purpose=consents.NOTICES,
                text_version="1",
                language=language,
                given_at=now,
            )
            await consents.give(session, given)
            made.append(person.id)
    return made


async def drafts(office, name: str = "Carmen", consulate: str = "MAD", **said) -> Visit:
    """A complete draft by that member."""
    async with transaction(office.engine) as session:
        found = await staff.members(session)
        writer = next(it for it in found if staff.name_of(office.keyring, it) == name)
        visit = await visits.draft(session, writer, consulate, now=await clock(session))
        await visits.write(session, writer, visit, **{**SAID, **said})
        return visit


async def changes(office, visit: Visit, name: str = "Carmen", **said) -> Visit:
    """A draft that replaces the announced visit."""
    async with transaction(office.engine) as session:
        found = await staff.members(session)
        writer = next(it for it in found if staff.name_of(office.keyring, it) == name)
        stands = await session.get_one(Visit, visit.id)
        change = await visits.change_of(session, writer, stands, now=await clock(session))
        await visits.write(session, writer, change, **said)
        return change


async def writes(office, visit: Visit, name: str = "Carmen", **said) -> None:
    """Fields of a draft, changed by that member."""
    async with transaction(office.engine) as session:
        found = await staff.members(session)
        writer = next(it for it in found if staff.name_of(office.keyring, it) == name)
        await visits.write(session, writer, await session.get_one(Visit, visit.id), **said)


async def broadcast_of(office, visit: Visit) -> Broadcast:
    """The latest of the visit."""
    async with transaction(office.engine) as session:
        return (await broadcasts.of_visit(session, visit.replaces or visit.id))[0]


async def walk(office, broadcast: Broadcast, *outcomes, most: int = 1000) -> None:
    """Settles up to *most* of those who wait, as a walker would: sent, or as *outcomes* say.

    An outcome is a state and a reason.
    """
    async with transaction(office.engine) as session:
        now = await clock(session) + timedelta(seconds=2 * next(_walks))  # no chat is hurried
        await walks.tend(session, broadcast.id, now=now)
        grant = await grants.claim(session, broadcast.id, most, now=now)
        if grant is not None:
            ends = itertools.chain(outcomes, itertools.repeat((DeliveryState.SENT, None)))
            settled = [
                Settlement(
                    it.seq, state, 1000 + it.seq if state is DeliveryState.SENT else None, why
                )
                for it, (state, why) in zip(grant.deliveries, ends, strict=False)
            ]
            await grants.settle(session, grant, settled, now=now)
        await walks.tend(session, broadcast.id, now=now)


@asynccontextmanager
async def watched(office, rhythm: Rhythm | None = None):
    """While this is open, everybody is kept up to date, and faster than in production."""
    bot = Bot(STAFF_TOKEN, f"{office.telegram}/bot")
    await bot.initialize()
    rhythm = rhythm or Rhythm(look=0.01, quiet=timedelta(), rest=0.05)
    watching = asyncio.create_task(Watcher(office.engine, office.keyring, bot, rhythm).watch())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await bot.shutdown()


def press(act: str, subject=None, value: str = "") -> str:
    return Press(act, subject, value).pack()


async def presses(office, person, act: str, subject=None, value: str = "") -> None:
    """A press by what it carries, as altered, stale and replayed buttons come too."""
    message = next(it.id for it in await person.messages() if it.from_bot)
    await person.press_stale(message, press(act, subject, value))
    await office.settle()


async def submitted(office, carmen, visit: Visit) -> Broadcast:
    """Carmen hands the draft in."""
    await presses(office, carmen, SUBMIT, visit.id)
    return await broadcast_of(office, visit)


async def approved(office, luis, visit: Visit) -> Broadcast:
    """Luis approves what waits of the visit."""
    waiting = await broadcast_of(office, visit)
    await presses(office, luis, APPROVE, waiting.id, waiting.code)
    return await broadcast_of(office, visit)
