"""A bot killed before each thing that leaves it, one after the other: nothing lost or doubled."""

import asyncio

import pytest

from tests.warmed import is_alive

FEWEST, MOST = 3, 30  # side effects of one update: the transaction, the message, the confirmation
ANSWERS = [("satisfaccion", "4"), ("servicio", "pasaporte")]


@pytest.mark.parametrize("is_called", [False, True], ids=["asking", "called"])
async def test_a_kill_before_any_side_effect_loses_nothing_and_doubles_nothing(
    furnished, forks, url, unused_tcp_port, is_called
):
    """The same update meets a bot that dies a step later each time, until one lives through it."""
    forks.order["url"] = url
    port = unused_tcp_port if is_called else None
    rosa = furnished.person("Rosa")
    await rosa.start(furnished.entry)
    forks.citizens(port)
    await furnished.settle()
    await rosa.press("Acepto y empiezo")
    await rosa.reads("Pregunta 1 de 8")
    await furnished.settle()
    forks.kill()
    await rosa.press("Satisfecho/a")
    kills = 0
    while not await outlives(furnished, forks.citizens(port, effect=kills + 1)):
        kills += 1
    assert FEWEST <= kills <= MOST
    rows = "SELECT question, value FROM answer ORDER BY question"
    assert await furnished.rows(rows) == ANSWERS
    assert await furnished.rows("SELECT count(*) FROM consent") == [(1,)]
    assert await furnished.rows("SELECT * FROM dead_letter") == []
    said = [it.text for it in await rosa.messages() if it.from_bot]
    assert "Pregunta 2 de 8" in said[-1]
    assert len(said) - len(set(said)) <= kills


async def outlives(town, pid: int) -> bool:
    """Whether the bot that takes what waits is still there when nothing waits any more."""
    async with asyncio.timeout(30):
        while is_alive(pid):
            try:
                await town.settle(within=0.05)
            except TimeoutError:
                continue
            return is_alive(pid)
    return False
