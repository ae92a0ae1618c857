"""Telegram, or the way to it, fails our replies: stored once, and told when they come again."""

from functools import partial

import aiohttp
import pytest

from bot import intake
from bot.simulator.line import Line
from bot.simulator.people import User
from tests.broadcasts.forked import until
from tests.conversations.conftest import called, inhabited
from tests.conversations.test_webhook import message, post

TALKS = "sendMessage"
SCORES = "SELECT question, score FROM answer WHERE score IS NOT NULL"
NEXT = "Pregunta 2 de 8"
# What befalls the call, and how often the person has then read the same, once it came again.
AILMENTS = {
    "500": (partial(Line.garbles, status=500), 1),
    "502": (partial(Line.garbles, status=502), 1),
    "reset": (Line.resets, 1),
    "cut off": (partial(Line.stalls, seconds=0.2), 1),
    "accepted, then cut": (Line.loses, 2),
}


async def told(town) -> int:
    """How often Rosa has read the next question."""
    return sum(NEXT in it.text for it in await town.person("Rosa").messages())


@pytest.mark.parametrize(("befalls", "reads"), AILMENTS.values(), ids=AILMENTS)
async def test_what_was_stored_is_told_when_it_comes_again(asked, knock, line, befalls, reads):
    await befalls(line, TALKS)
    answer = await post(knock, message(3, "5"))
    assert answer.status == 503
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert await asked.rows(SCORES) == [("satisfaccion", 5)]
    assert (await post(knock, message(3, "5"))).status == 200
    assert await asked.rows(SCORES) == [("satisfaccion", 5)]
    assert await told(asked) == reads


async def test_an_answer_that_telegram_gives_too_late_is_told_once_more(
    asked, knock, line, monkeypatch
):
    """It has accepted, and is silent for longer than we wait: nobody can know."""
    monkeypatch.setattr(intake, "PATIENCE", 0.5)
    await line.slows(TALKS, 5)
    assert (await post(knock, message(3, "5"))).status == 503
    assert (await post(knock, message(3, "5"))).status == 200
    assert await asked.rows(SCORES) == [("satisfaccion", 5)]
    assert await told(asked) == 2


@pytest.mark.parametrize("seconds", [1, 60, 3600])
async def test_a_429_is_passed_on_and_holds_up_nobody_else(asked, knock, line, seconds):
    """Telegram honours our Retry-After; however often, it is no failure of the update."""
    await asked.person("Luis").say("hola")
    said = f"Too Many Requests: retry after {seconds}"
    await line.refuses(TALKS, 429, said, times=6, retry_after=seconds)
    for _ in range(6):
        answer = await post(knock, message(3, "5"))
        assert (answer.status, answer.headers["Retry-After"]) == (503, str(seconds))
    luis = message(4, f"/start {asked.entry}", User("Luis", "es"))
    assert (await post(knock, luis)).status == 200
    assert (await post(knock, message(3, "5"))).status == 200
    assert await told(asked) == 1
    assert await asked.rows("SELECT * FROM dead_letter") == []


async def test_the_way_is_free_again_after_the_longest_wait(furnished, keyring, line):
    """As it really comes: Telegram waits for as long as it was told to, and delivers again."""
    said = "Too Many Requests: retry after 3600"
    await line.refuses(TALKS, 429, said, retry_after=3600)
    async with inhabited(furnished.telegram, furnished.engine, keyring, called) as town:
        ana = town.person("Ana")
        await ana.start(town.entry)

        async def is_told_to_wait() -> bool:
            url = f"{town.telegram}/bot{town.token}/getWebhookInfo"
            async with aiohttp.ClientSession() as client, client.get(url) as answer:
                return "last_error_message" in (await answer.json())["result"]

        await until(is_told_to_wait)
        await line.forward(3599)
        assert "Son unas 8 preguntas" not in await ana.transcript()
        await line.forward(2)
        await ana.reads("Son unas 8 preguntas")


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize(("befalls", "reads"), AILMENTS.values(), ids=AILMENTS)
async def test_a_bot_that_takes_it_for_done_leaves_her_without_a_question(
    asked, knock, line, befalls, reads
):
    """The negative control."""
    await befalls(line, TALKS)
    assert (await post(knock, message(3, "5"))).status == 200
    assert await told(asked) == reads - 1
