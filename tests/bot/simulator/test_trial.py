"""What a trial orders and measures: crowds, calls and faults."""

import asyncio
import time

import aiohttp
import pytest

from bot.simulator.app import Running
from bot.simulator.bots import Bot
from bot.simulator.line import Line
from bot.simulator.people import User
from bot.simulator.person import Person
from bot.simulator.world import World

TOKEN = "100001:SIMULADOR-ciudadano"  # noqa: S105 - no real one is accepted
TOO_MANY = "Too Many Requests: retry after 3"


async def texts(rosa: Person) -> list[str]:
    return [message.text for message in await rosa.messages() if message.from_bot]


async def test_a_crowd_can_be_written_to_and_the_bot_was_told_nothing(
    line: Line, simulator: Running, api
):
    ids = await line.crowd(3)
    assert ids == [User(f"Vecino {n}", "es").id for n in (1, 2, 3)]
    assert (await api("getUpdates"))["result"] == []
    assert (await api("sendMessage", chat_id=ids[1], text="Hola"))["ok"]
    second = Person(simulator.url, "ciudadano_bot", "Vecino 2")
    assert [message.text for message in await second.messages()] == ["Hola"]


async def test_a_crowd_does_not_fill_the_list_of_phones(line: Line, simulator: Running):
    async def phones() -> list[str]:
        url = f"{simulator.url}/sim/people"
        async with aiohttp.ClientSession() as client, client.get(url) as response:
            return [person["first_name"] for person in await response.json()]

    await line.crowd(3)
    assert await phones() == []
    await Person(simulator.url, "ciudadano_bot", "Vecino 2").messages()
    assert await phones() == ["Vecino 2"]


async def test_twenty_thousand_people_are_there_at_once(line: Line):
    ids = await line.crowd(20_000)
    assert len(set(ids)) == 20_000


def test_nobody_in_a_crowd_takes_the_number_of_somebody_else():
    bot = Bot(TOKEN, "ciudadano_bot", "Pulso")
    world = World.of([bot])
    rosa = User("Rosa", "es")
    world.people = {User("Vecino 2", "es").id: rosa}
    with pytest.raises(ValueError, match="mismo número"):
        world.crowd(world.by_token(TOKEN), 2, "Vecino")
    assert list(world.people.values()) == [rosa]


@pytest.mark.parametrize("wrong", [{}, {"count": 0, "prefix": "x"}, {"count": "3", "prefix": "x"}])
async def test_a_crowd_of_no_size_is_refused(wrong: dict, simulator: Running):
    url = f"{simulator.url}/sim/ciudadano_bot/crowd"
    async with aiohttp.ClientSession() as session, session.post(url, json=wrong) as answer:
        assert answer.status == 400


async def test_calls_are_kept_in_order_with_what_the_bot_was_told(line: Line, rosa_id: int, api):
    await api("sendMessage", chat_id=str(rosa_id), text="uno")
    await api("SENDMESSAGE", chat_id=1, text="dos")
    await api("getMe")
    first, second = await line.calls("sendMessage")
    assert (first.chat_id, first.status) == (rosa_id, 200)
    assert (second.chat_id, second.status) == (1, 400)
    assert first.at <= second.at <= time.monotonic()
    assert [call.method for call in await line.calls()][-2:] == ["sendMessage", "getMe"]


async def test_faults_befall_one_after_the_other(line: Line, rosa: Person, rosa_id: int, api):
    await line.refuses("sendMessage", 429, TOO_MANY, after=1, times=2, retry_after=3)
    await line.refuses("sendMessage", 403, "Forbidden: user is deactivated")
    answers = [await api("sendMessage", chat_id=rosa_id, text=text) for text in "abcde"]
    assert [answer.get("description") for answer in answers] == [
        None,
        TOO_MANY,
        TOO_MANY,
        "Forbidden: user is deactivated",
        None,
    ]
    assert answers[1]["parameters"] == {"retry_after": 3}
    assert "parameters" not in answers[3]
    assert await texts(rosa) == ["a", "e"]
    statuses = [call.status for call in await line.calls("sendMessage")]
    assert statuses == [200, 429, 429, 403, 200]


async def test_a_lost_call_is_carried_out_and_never_answered(
    line: Line, rosa: Person, rosa_id: int, api
):
    await line.loses("sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=rosa_id, text="¿Llegó?")
    assert await texts(rosa) == ["¿Llegó?"]
    assert [call.status for call in await line.calls("sendMessage")] == [None]


async def test_a_slow_call_is_carried_out_before_it_is_answered(
    line: Line, rosa: Person, rosa_id: int, api
):
    await line.slows("sendMessage", 0.3)
    begun = time.monotonic()
    sending = asyncio.create_task(api("sendMessage", chat_id=rosa_id, text="Despacio"))
    await rosa.reads("Despacio")
    assert not sending.done()
    assert (await sending)["ok"]
    assert time.monotonic() - begun >= 0.3


async def test_garbage_is_not_carried_out(
    line: Line, simulator: Running, rosa: Person, rosa_id: int
):
    await line.garbles("sendMessage")
    url = f"{simulator.url}/bot{TOKEN}/sendMessage"
    message = {"chat_id": rosa_id, "text": "x"}
    async with aiohttp.ClientSession() as session, session.post(url, json=message) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    assert await texts(rosa) == []


async def test_a_mended_line_has_no_fault_left(line: Line, rosa_id: int, api):
    await line.garbles("sendMessage", times=100)
    await line.mends()
    assert (await api("sendMessage", chat_id=rosa_id, text="x"))["ok"]


async def test_a_fault_that_could_never_befall_is_refused(line: Line, simulator: Running):
    with pytest.raises(RuntimeError, match="no conoce sendMesage"):
        await line.loses("sendMesage")
    with pytest.raises(RuntimeError, match="greater than 0"):
        await line.loses("sendMessage", times=0)
    with pytest.raises(RuntimeError, match="404"):
        await Line(simulator.url, "nadie_bot").calls()
