"""A database that stops, dies or freezes: 503, health red, and by itself all is as before."""

import itertools
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot import intake
from bot.simulator.people import User
from bot.simulator.person import Person
from db.keyring import Keyring
from tests.conversations.conftest import ENTRY, Town, furnish
from tests.conversations.test_webhook import message
from tests.faults.forks import Forks
from tests.faults.hook import Hook
from tests.faults.invited import invite
from tests.faults.own_server import OwnServer, begin
from tests.staff.conftest import STAFF_NAME

FAULTS = [OwnServer.stops, OwnServer.dies, OwnServer.freezes]
RECOVERED = 10.0  # seconds after its return
PATIENCE = 60.0  # Telegram's with us
SCORES = """
    SELECT score FROM answer JOIN interview ON interview.id = interview_id
    JOIN respondent ON respondent.id = respondent_id
    WHERE fingerprint = :person AND score IS NOT NULL
"""
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def own():
    folder = Path(tempfile.mkdtemp(prefix="pulso-gone-"))
    folder.chmod(0o755)  # as root the server is another account, which must get in
    own = begin(folder / "postgres")
    yield own
    own.hold.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
async def engine_there(own, keyring):
    """To a database furnished once: each test has people of its own."""
    # Unpooled: nothing of it lives through a fault.
    engine = create_async_engine(own.url, poolclass=NullPool)
    await furnish(engine, keyring)
    return engine


@dataclass
class Place:
    """A town whose database is ours to take away, and a bot that is called."""

    town: Town
    keyring: Keyring
    own: OwnServer
    forks: Forks
    hook: Hook

    async def interviews(self) -> Person:
        """Somebody who has come as far as the first question."""
        person = self.town.person(f"Persona {next(_numbers)}")
        await person.start(ENTRY)
        await person.reads("Son unas 8 preguntas", PATIENCE)
        await person.press("Acepto y empiezo")
        await person.reads("Pregunta 1 de 8", PATIENCE)
        await self.town.settle()
        return person

    async def comes_back(self) -> None:
        self.own.comes_back()
        await self.hook.becomes(200, RECOVERED)

    async def scores(self, person: Person) -> list[int]:
        fingerprint = self.keyring.fingerprint(User(person.name, "es").id)
        return [score for (score,) in await self.town.rows(SCORES, person=fingerprint)]


@pytest.fixture
def town(telegram, engine_there) -> Town:
    return Town(telegram, engine_there)


@pytest.fixture
def place(own, town, keyring, forks, unused_tcp_port):
    forks.order["url"] = own.url
    yield Place(town, keyring, own, forks, Hook(unused_tcp_port))
    own.comes_back()


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_database_that_was_gone_cost_nothing_and_nobody_had_to_help(place, fault):
    place.forks.citizens(place.hook.port, patience=2)
    await place.hook.becomes(200)
    rosa = await place.interviews()
    fault(place.own)
    status, again = await place.hook.knock(message(1, "/ayuda"))  # on a connection that was open
    assert status == 503
    assert 0 < int(again) <= 60
    await place.hook.becomes(503)
    await rosa.press("Satisfecho/a")
    await place.town.person("Recién llegada").start(ENTRY)
    await place.comes_back()
    await rosa.reads("Pregunta 2 de 8", PATIENCE)
    await place.town.settle()
    assert await place.scores(rosa) == [4]
    newcomer = place.town.person("Recién llegada")
    assert "Son unas 8 preguntas" in await newcomer.transcript()
    assert await place.town.rows("SELECT * FROM dead_letter") == []


def test_in_production_our_patience_ends_before_telegrams():
    assert 0 < intake.PATIENCE <= PATIENCE / 2


async def test_the_staff_wait_for_it_too(place):
    place.forks.staff()
    name = f"Carmen {next(_numbers)}"
    carmen = Person(place.town.telegram, STAFF_NAME, name)
    await carmen.start(await invite(place.town.engine, place.keyring, name))
    await carmen.reads("Bienvenido/a", PATIENCE)
    place.own.dies()
    await carmen.say("/visita")
    place.own.comes_back()
    await carmen.reads("¿A qué localidad van?", PATIENCE)
    blank = "SELECT count(*) FROM visit WHERE state = 'draft' AND town IS NULL"
    assert await place.town.rows(blank) == [(1,)]


async def test_a_bot_that_acknowledges_first_loses_what_came_meanwhile(place):
    """The negative control: Telegram was told that all is well."""
    sound = place.forks.citizens(place.hook.port)
    await place.hook.becomes(200)
    rosa = await place.interviews()
    await place.forks.end(sound)
    place.forks.citizens(place.hook.port, naive=0)
    await place.hook.becomes(200)
    place.own.dies()
    await place.hook.becomes(503)
    await rosa.press("Satisfecho/a")
    await place.town.settle()
    await place.comes_back()
    await rosa.say("/ayuda")
    await rosa.reads("/privacidad", PATIENCE)
    assert await place.scores(rosa) == []
