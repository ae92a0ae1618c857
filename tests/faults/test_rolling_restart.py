"""Bots are replaced again and again while people write: nothing is lost, nobody waits for long."""

import asyncio
import itertools
import re
from collections import Counter
from contextlib import suppress
from functools import partial

import pytest

from bot.simulator.person import Person
from tests.conversations.conftest import ENTRY
from tests.faults.hook import Hook
from tests.faults.invited import invite
from tests.staff.conftest import STAFF_NAME

RESTARTS = 10
PEOPLE = 3  # who write at the same time
QUESTIONS = 4
ASKED = re.compile(r"Pregunta (\d) de 8")
PATIENCE = 60.0  # seconds: a lost update is never answered, a slow machine answers late
ANSWERS = "SELECT count(*), count(DISTINCT (interview_id, question)) FROM answer"


class Progress:
    """What has been answered so far, for whoever waits for more."""

    def __init__(self) -> None:
        self._made, self._news = 0, asyncio.Condition()

    async def make(self) -> None:
        async with self._news:
            self._made += 1
            self._news.notify_all()

    async def of(self, more: int) -> None:
        async with self._news:
            enough = self._made + more
            await self._news.wait_for(lambda: self._made >= enough)


async def survey(town, name: str, progress: Progress) -> None:
    """One person, who answers what they are asked, and presses again where nothing happens.

    A bot that ends may still repeat an older question after its successor has asked the next: then
    the button is of before, and what now stands is shown.
    """
    person = town.person(name)
    await person.start(ENTRY)
    await person.reads("Son unas 8 preguntas", PATIENCE)
    async with asyncio.timeout(PATIENCE):
        while (asked := await asked_of(person)) <= QUESTIONS:
            with suppress(LookupError):  # it was taken away meanwhile
                await person.press("Satisfecho/a" if asked else "Acepto y empiezo")
            with suppress(TimeoutError):
                await person.reads("Pregunta", within=2)
            await progress.make()


async def asked_of(person) -> int:
    """The number of the question that stands last in the chat; 0 before the first."""
    asked = ASKED.findall((await person.messages())[-1].text)
    return int(asked[-1]) if asked else 0


async def keep_busy(work, replace) -> int:
    """New people come as others have finished, until all restarts are done: how many came."""
    numbers, progress, is_over = itertools.count(1), Progress(), asyncio.Event()

    async def come() -> None:
        while not is_over.is_set():
            await work(f"Vecina {next(numbers)}", progress)

    async def restart() -> None:
        for _ in range(RESTARTS):
            await progress.of(PEOPLE)
            await replace()
        is_over.set()

    async with asyncio.TaskGroup() as everybody:
        everybody.create_task(restart())
        for _ in range(PEOPLE):
            everybody.create_task(come())
    return next(numbers) - 1


async def is_whole(town, line, people: int) -> None:
    """Every answer is there once, and a restart writes to nobody more than once too often."""
    whole = people * (QUESTIONS + 1)  # the code on the wall answers one
    assert await town.rows(ANSWERS) == [(whole, whole)]
    assert await town.rows("SELECT count(*) FROM interview") == [(people,)]
    written = Counter(call.chat_id for call in await line.calls("sendMessage"))
    assert max(written.values()) <= 1 + RESTARTS


async def test_a_bot_that_asks_is_replaced_under_load(furnished, forks, line, url):
    forks.order["url"] = url
    bots = [forks.citizens()]

    async def replace() -> None:
        await forks.end(bots.pop())
        bots.append(forks.citizens())

    people = await keep_busy(partial(survey, furnished), replace)
    await is_whole(furnished, line, people)


async def test_a_bot_that_is_called_is_replaced_under_load(
    furnished, forks, line, url, unused_tcp_port_factory
):
    """The new one is called before the old one ends, which finishes what it has."""
    forks.order["url"] = url

    async def begin() -> int:
        hook = Hook(unused_tcp_port_factory())
        pid = forks.citizens(hook.port)
        await hook.becomes(200)
        return pid

    bots = [await begin()]

    async def replace() -> None:
        bots.append(await begin())
        await forks.end(bots.pop(0))

    people = await keep_busy(partial(survey, furnished), replace)
    await is_whole(furnished, line, people)


async def test_a_staff_bot_is_replaced_under_load(furnished, forks, keyring, url):
    """Every visit begun is one draft, and noted once."""
    forks.order["url"] = url
    bots = [forks.staff()]

    async def replace() -> None:
        await forks.end(bots.pop())
        bots.append(forks.staff())

    async def begin_a_visit(name: str, progress) -> None:
        member = Person(furnished.telegram, STAFF_NAME, name)
        await member.start(await invite(furnished.engine, keyring, name))
        await member.reads("Bienvenido/a", PATIENCE)
        await progress.make()
        await member.say("/visita")
        await member.reads("¿A qué localidad van?", PATIENCE)

    people = await keep_busy(begin_a_visit, replace)
    drafts = "SELECT count(*), count(DISTINCT writers) FROM visit WHERE town IS NULL"
    assert await furnished.rows(drafts) == [(people, people)]
    noted = "SELECT act, count(*) FROM audit_entry GROUP BY 1 ORDER BY 1"
    assert await furnished.rows(noted) == [("draft", people), ("join", people)]


@pytest.mark.parametrize("is_called", [False, True], ids=["asking", "called"])
async def test_a_bot_that_acknowledges_first_loses_an_answer(
    furnished, forks, url, unused_tcp_port, is_called
):
    """The negative control: told to end as well as can be, and what it had accepted is gone."""
    forks.order["url"] = url
    port = unused_tcp_port if is_called else None
    sound = forks.citizens(port)
    ana = furnished.person("Ana")
    await ana.start(ENTRY)
    await ana.reads("Son unas 8 preguntas", PATIENCE)
    await ana.press("Acepto y empiezo")
    await ana.reads("Pregunta 1 de 8", PATIENCE)
    await forks.end(sound)
    naive = forks.citizens(port, naive=5)
    await ana.press("Satisfecho/a")
    await furnished.settle()
    await forks.end(naive)
    forks.citizens(port)
    await ana.say("/ayuda")
    await ana.reads("/privacidad", PATIENCE)
    await furnished.settle()
    assert await furnished.rows("SELECT question FROM answer WHERE score IS NOT NULL") == []
