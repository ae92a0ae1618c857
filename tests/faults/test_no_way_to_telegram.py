"""No name, no certificate, nobody there: all comes again later, and no log tells a token."""

import asyncio
import logging
from contextlib import suppress

import pytest

from bot.broadcasting.sender import sender
from bot.broadcasting.walker import Pace, Walker
from bot.staff import app as staff
from bot.staff.desk import House
from surveys import load
from tests.broadcasts.conftest import ledger
from tests.broadcasts.forked import until
from tests.broadcasts.ledger import BOT_ID, TOKEN
from tests.conversations.test_webhook import message, post
from tests.staff.conftest import LIBRARY, STAFF_TOKEN

__all__ = ["ledger"]  # a fixture
SCORES = "SELECT question, score FROM answer WHERE score IS NOT NULL"


@pytest.fixture(params=["no name", "no certificate", "nobody"])
def nowhere(request, telegram) -> str:
    match request.param:
        case "no name":
            return "http://nadie.invalid"
        case "no certificate":
            return telegram.replace("http:", "https:")
        case _:
            return "http://127.0.0.1:9"


def leaks(caplog, token: str) -> list[str]:
    """What was logged with the token in it, by us or by a library, as production would see it."""
    lines = [it.getMessage() + str(it.exc_text or "") for it in caplog.records]
    assert lines
    return [line for line in lines if token in line]


async def test_a_reply_is_stored_and_comes_again(asked, knock, door, nowhere, caplog):
    caplog.set_level(logging.INFO)
    async with door(telegram=nowhere) as client:
        answer = await post(client, message(3, "5"))
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert await asked.rows(SCORES) == [("satisfaccion", 5)]
    assert (await post(knock, message(3, "5"))).status == 200
    assert "Pregunta 2 de 8" in (await asked.person("Rosa").messages())[-1].text
    assert leaks(caplog, asked.token) == []


async def test_the_staff_bot_tries_until_there_is_a_way(url, keyring, nowhere, caplog):
    caplog.set_level(logging.INFO)
    survey = load((LIBRARY / "satisfaccion-consular.xlsx").read_bytes(), ".xlsx")
    house = House(keyring, survey, "https://t.me/PruebaBot")
    serving = asyncio.create_task(staff.run(STAFF_TOKEN, nowhere, url, house))

    async def has_tried_twice() -> bool:
        return sum("out of reach" in it.getMessage() for it in caplog.records) > 1

    await until(has_tried_twice)
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
    assert leaks(caplog, STAFF_TOKEN) == []


async def test_a_broadcast_waits_and_loses_nobody(ledger, nowhere, caplog):
    caplog.set_level(logging.INFO)
    await ledger.settle_people(range(1, 11))
    broadcast_id = await ledger.broadcast()
    stopping = asyncio.Event()

    async def stop_instead(_seconds):
        logging.getLogger("test").info("it rests")
        stopping.set()

    async with sender(TOKEN, nowhere, ledger.engine, ledger.keyring) as post:
        pace = Pace(rate=1000, sleep=stop_instead)
        assert not await Walker(ledger.engine, BOT_ID, post.send, pace, stopping).walk(
            broadcast_id
        )
    assert await ledger.rows("SELECT DISTINCT state, attempts FROM delivery") == [(0, 1)]
    await ledger.books_balance()
    assert leaks(caplog, TOKEN) == []


async def test_a_token_in_a_log_is_found_out(caplog):
    """The negative control: what a library would have logged."""
    caplog.set_level(logging.INFO, logger="httpx")  # whoever has quietened it
    logging.getLogger("httpx").info("HTTP Request: POST http://x/bot%s/sendMessage", TOKEN)
    assert leaks(caplog, TOKEN) != []
