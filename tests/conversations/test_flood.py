"""One person sends far more than any hand can: they wait, and nobody else."""

import asyncio
import json

import pytest

from bot import intake
from bot.allowance import Allowance
from bot.intake import Intake, Later
from bot.polling import MOST_HELD
from bot.simulator.people import User
from tests.conversations.conftest import called, furnish, inhabited
from tests.conversations.test_polling import STUCK, SlowIntake, update, working

FLOOD = 20
SEEN = "SELECT count(*) FROM seen_update"
ROSA, ANA = User("Rosa", "es").id, User("Ana", "es").id


@pytest.fixture(autouse=True)
def told_to_wait(monkeypatch) -> set[int]:
    """The people one of whose updates is to come again, where a slow machine floods too."""
    people, take = set(), Intake.take
    monkeypatch.setattr(intake, "Allowance", lambda: Allowance(at_once=4, a_second=4))

    async def noted(door, body):
        done = await take(door, body)
        if isinstance(done, Later):
            people.add(json.loads(body)["message"]["from"]["id"])
        return done

    monkeypatch.setattr(Intake, "take", noted)
    return people


@pytest.fixture
async def called_town(telegram, async_engine, keyring):
    await furnish(async_engine, keyring)
    async with inhabited(telegram, async_engine, keyring, called) as made:
        yield made


async def flood(town) -> None:
    """Rosa floods, Ana comes after her and has her answer taken."""
    rosa, ana = town.person("Rosa"), town.person("Ana")
    for number in range(FLOOD):
        await rosa.say(f"hola {number}")
    await ana.start(town.entry)
    await ana.reads("Consulado", within=15)
    await ana.say("acepto")
    await ana.reads("satisfacción", within=15)
    await ana.say("5")
    await ana.reads("trato", within=15)


async def test_who_floods_waits_alone(either_town, told_to_wait):
    await flood(either_town)
    await either_town.settle(within=30)
    assert told_to_wait == {ROSA}


async def test_where_telegram_calls_nothing_of_a_flood_is_lost(called_town):
    await flood(called_town)
    await called_town.settle(within=30)
    assert await called_town.rows(SEEN) == [(FLOOD + 3,)]


async def test_an_allowance_for_all_together_is_found_out(
    telegram, async_engine, keyring, told_to_wait, monkeypatch
):
    """The negative control: it matters whose the flood is."""
    monkeypatch.setattr(intake, "sender", lambda _update: 0)
    monkeypatch.setattr(intake, "Allowance", lambda: Allowance(at_once=4, a_second=1 / 60))
    await furnish(async_engine, keyring)
    async with inhabited(telegram, async_engine, keyring) as town, asyncio.timeout(30):
        for number in range(FLOOD):
            await town.person("Rosa").say(f"hola {number}")
        await town.person("Ana").start(town.entry)
        while told_to_wait != {ROSA, ANA}:  # noqa: ASYNC110 - the bot lives beside us
            await asyncio.sleep(0.01)


async def test_where_we_ask_so_many_of_a_flood_are_kept_and_the_rest_is_let_go_unread():
    door = SlowIntake()
    async with working(door) as queues:
        queues.put([update(number, STUCK) for number in range(1, MOST_HELD + 6)])
        queues.put([update(100, 5)])
        await door.has({100})
        assert queues.offset == 1
    assert sorted(door.taken) == [*range(1, MOST_HELD + 1), 100]
    assert queues.offset == 101
