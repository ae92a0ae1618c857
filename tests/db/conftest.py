"""A bot's hands on the database without a bot: people who begin, answer and come back."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import arrivals, consulates, interviews, respondents, units
from db import surveys as versions
from db.answers import Answer, answers_of
from db.consulates import Consulate
from db.interviews import Interview
from db.keyring import Keyring
from db.respondents import Respondent
from db.transaction import transaction
from db.units import Unit
from db.updates import UpdateKey
from surveys import Answers, Reply, Survey, interview, load
from tests.db.register import Register

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
ANA, LUIS = 7_000_000_001, 7_000_000_002
LIBRARY = Path(__file__).parents[2] / "surveys" / "library"

EVERY_TYPE = """
| survey |
| | type | name | label | required | relevant | calculation |
| | select_one nivel | satisfaccion | ¿Está satisfecho? | yes | | |
| | select_one tema | servicio | ¿Qué servicio usó? | | | |
| | select_one nivel | trato | ¿Y el trato? | | ${satisfaccion} != 'na' | |
| | select_multiple tema | mejoras | ¿Qué mejorar? | | | |
| | integer | veces | ¿Cuántas veces vino? | | | |
| | text | comentario | ¿Algo más? | | | |
| | calculate | eco | | | | concat('dijo: ', ${comentario}) |
| choices |
| | list_name | name | label |
| | nivel | 5 | Muy satisfecho/a |
| | nivel | 4 | Satisfecho/a |
| | nivel | 3 | Ni lo uno ni lo otro |
| | nivel | 2 | Insatisfecho/a |
| | nivel | 1 | Muy insatisfecho/a |
| | nivel | na | No aplica |
| | tema | pasaporte | Pasaporte |
| | tema | dni | DNI |
| settings |
| | form_id | version | default_language |
| | todo-tipo | 1 | Español (es) |
"""

_numbers = count(1)


@dataclass
class Desk:
    """One survey in one database; each call is what one update does, in its own transaction."""

    engine: AsyncEngine
    keyring: Keyring
    survey: Survey

    @asynccontextmanager
    async def update(self, person: int):
        """An update of the person: a session that is theirs alone, and where they stand."""
        async with transaction(self.engine) as session:
            key = UpdateKey(1, next(_numbers))
            yield session, (await arrivals.arrive(session, self.keyring, key, person)).standing

    async def greets(
        self, person: int, entry: str | None = None, language: str = "es", now: datetime = NOW
    ) -> Respondent:
        newcomer = Respondent(
            fingerprint=self.keyring.fingerprint(person),
            language=language,
            entry=entry,
            greeted_at=now,
        )
        async with self.update(person) as (session, _):
            return await respondents.greet(session, newcomer)

    async def begins(
        self,
        person: int = ANA,
        consulate: str = "MAD",
        *,
        entry: str | None = None,
        now: datetime = NOW,
    ) -> None:
        """The person agrees and says of which consulate they speak, unless the entry has."""
        await self.greets(person, entry, now=now)
        async with self.update(person) as (session, standing):
            await respondents.agreed(session, self.keyring, standing.respondent, person)
            held = await interviews.begin(session, self.keyring, self.survey, standing, now=now)
            if entry is None:
                await interviews.place(session, held, consulate)

    async def answers(self, *replies: Reply, person: int = ANA, now: datetime = NOW) -> None:
        for reply in replies:
            async with self.update(person) as (session, standing):
                walk = interviews.walk(self.keyring, self.survey, standing)
                held = walk.interview
                turn = interview.take(self.survey, walk.answers, held.at, reply, held.language)
                await interviews.record(session, self.keyring, walk, turn, now=now)

    async def goes_back(self, person: int = ANA) -> None:
        async with self.update(person) as (session, standing):
            walk = interviews.walk(self.keyring, self.survey, standing)
            held = walk.interview
            turn = interview.back(self.survey, walk.answers, held.at, walk.told)
            await interviews.show(session, held, turn)

    async def kept(self) -> Answers:
        """The answers of the only interview, as the next update would read them."""
        async with transaction(self.engine) as session:
            held = (await session.scalars(select(Interview))).one()
            rows = (await session.scalars(select(Answer))).all()
            return answers_of(self.keyring, self.survey, held.id, rows)

    async def rows(self, sql: str, **values: object) -> list[tuple]:
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(sql), values)]

    async def does(self, sql: str, **values: object) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(sql), values)


async def open_desk(engine: AsyncEngine, keyring: Keyring, workbook: bytes, kind: str) -> Desk:
    survey = load(workbook, kind)
    assert isinstance(survey, Survey), survey
    async with transaction(engine) as session:
        offices = [it for it in consulates.read() if isinstance(it, consulates.Consulate)]
        await consulates.load(session, offices)
        assert await versions.publish(session, survey, workbook, now=NOW) is None
    return Desk(engine, keyring, survey)


@pytest.fixture
async def desk(async_engine, keyring) -> Desk:
    """A desk that asks one question of every type."""
    return await open_desk(async_engine, keyring, EVERY_TYPE.encode(), ".md")


@pytest.fixture
async def consular(async_engine, keyring) -> Desk:
    """A desk with the questionnaire of the library."""
    workbook = (LIBRARY / "satisfaccion-consular.xlsx").read_bytes()
    return await open_desk(async_engine, keyring, workbook, ".xlsx")


@pytest.fixture
def waiting(async_engine) -> Callable[[], Awaitable[None]]:
    """Waits until a transaction of this database stands still for another's lock."""
    held_up = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )

    async def waiting() -> None:
        async with asyncio.timeout(5), async_engine.connect() as connection:
            while not await connection.scalar(held_up):
                await connection.rollback()  # the view stands still within a transaction
                await asyncio.sleep(0.005)  # between two looks; the condition decides

    return waiting


@pytest.fixture
async def register(async_engine) -> Register:
    """An empty register that knows the units and the offices."""
    async with transaction(async_engine) as session:
        await consulates.load(
            session, [it for it in consulates.read() if isinstance(it, Consulate)]
        )
        await units.load(session, [it for it in units.read() if isinstance(it, Unit)])
    return Register(async_engine)
