"""Telegram takes no answer to a press of 151 seconds ago: the press counts all the same."""

import asyncio
import json
from contextlib import asynccontextmanager

import aiohttp
from sqlalchemy import text

from bot.intake import Intake
from db.transaction import transaction
from tests.broadcasts.forked import until
from tests.conversations.conftest import TOKEN
from tests.faults.test_database_locked import WHOLE, one_waits

LATE = 151.0  # seconds; Telegram keeps a press for 150
SCORES = "SELECT question, score FROM answer WHERE score IS NOT NULL"


@asynccontextmanager
async def locked(town):
    """While the block lasts the bot can store nothing; the block begins when it has tried to."""
    async with transaction(town.engine) as session:
        await session.execute(text(WHOLE))
        yield lambda: one_waits(town)


async def press_too_late(town, line, held) -> None:
    """Her press is delivered in time, and held up until nobody can answer it any more."""
    ana = await town.begun("Ana")
    async with held as until_it_is_there:
        await ana.press("Satisfecho/a")
        await until_it_is_there()
        await line.forward(LATE)
    await town.settle()


async def test_the_answer_is_stored_and_the_next_question_asked(either_town, line):
    await press_too_late(either_town, line, locked(either_town))
    ana = either_town.person("Ana")

    async def is_told_and_refused() -> bool:
        tried = [it.status for it in await line.calls("answerCallbackQuery")]
        return tried == [200, 400] and "Pregunta 2 de 8" in await ana.transcript()

    await until(is_told_and_refused)
    assert await either_town.rows(SCORES) == [("satisfaccion", 4)]
    assert await either_town.rows("SELECT * FROM dead_letter") == []


async def test_a_bot_that_answers_before_it_stores_loses_it(town, line, monkeypatch):
    """The negative control: it gives up a press that it cannot answer."""

    @asynccontextmanager
    async def polite():
        take, arrived, go_on = Intake.take, asyncio.Event(), asyncio.Event()

        async def answer_first(door, body):
            arrived.set()
            await go_on.wait()
            url = f"{town.telegram}/bot{TOKEN}/answerCallbackQuery"
            query = {"callback_query_id": json.loads(body)["callback_query"]["id"]}
            async with aiohttp.ClientSession() as client, client.post(url, json=query) as told:
                return await take(door, body) if told.ok else None

        monkeypatch.setattr(Intake, "take", answer_first)
        yield arrived.wait
        go_on.set()

    await press_too_late(town, line, polite())
    assert await town.rows(SCORES) == []
