"""Two bots live on one database, as while one replaces the other: each answer counts once."""

import asyncio

from sqlalchemy import text

from bot.simulator.people import User
from tests.conversations.test_webhook import message
from tests.faults.hook import Hook
from tests.faults.test_doubled_updates import FORGETS
from tests.faults.test_rolling_restart import Progress, is_whole, survey

PEOPLE = 4
SAID = ("/start MAD-PASAPORTE", "acepto", "5", "4", "3")
STORED = [("informacion", 3), ("satisfaccion", 5), ("trato", 4)]
SCORES = """
    SELECT respondent_id::text, question, score FROM answer
    JOIN interview ON interview.id = interview_id WHERE score IS NOT NULL ORDER BY 1, 2
"""


async def test_two_that_ask_take_turns_and_lose_nothing(furnished, forks, line, url):
    """Telegram ends the older's call with a conflict each time; neither gives up."""
    forks.order["url"] = url
    for _ in range(2):
        forks.citizens()
    names = [f"Vecina {number}" for number in range(PEOPLE)]
    await asyncio.gather(*(survey(furnished, name, Progress()) for name in names))
    await is_whole(furnished, line, PEOPLE)


async def everything_comes_to_both(town, forks, ports) -> list[tuple]:
    """Each update to both of two bots at the same moment: what then stands."""
    hooks = [Hook(port) for port in ports]
    for hook in hooks:
        forks.citizens(hook.port)
        await hook.becomes(200)

    async def talk(number: int) -> None:
        who = User(f"Vecina {number}", "es")
        await town.person(who.name).say("hola")
        for place, words in enumerate(SAID):
            update = message(100 * number + place, words, who)
            told = await asyncio.gather(*(hook.knock(update) for hook in hooks))
            assert [status for status, _ in told] == [200, 200]

    await asyncio.gather(*map(talk, range(1, PEOPLE + 1)))
    return await town.rows(SCORES)


async def test_what_is_delivered_to_both_at_once_counts_once(
    furnished, forks, url, unused_tcp_port_factory
):
    forks.order["url"] = url
    ports = unused_tcp_port_factory(), unused_tcp_port_factory()
    stored = await everything_comes_to_both(furnished, forks, ports)
    people = {person for person, *_ in stored}
    assert len(people) == PEOPLE
    assert stored == [(it, *answer) for it in sorted(people) for answer in STORED]
    assert await furnished.rows("SELECT count(*) FROM interview") == [(PEOPLE,)]
    assert await furnished.rows("SELECT count(*) FROM consent") == [(PEOPLE,)]


async def test_bots_that_remember_nothing_in_common_count_twice(
    furnished, forks, url, unused_tcp_port_factory
):
    """The negative control: words that came to both answer two questions."""
    forks.order["url"] = url
    async with furnished.engine.begin() as connection:
        for statement in FORGETS:
            await connection.execute(text(statement))
    ports = unused_tcp_port_factory(), unused_tcp_port_factory()
    stored = await everything_comes_to_both(furnished, forks, ports)
    assert len(stored) > PEOPLE * len(STORED)
