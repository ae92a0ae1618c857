"""A bot that is killed at any moment loses nothing, doubles nothing, and asks again."""

import asyncio

import pytest

from tests.warmed import Warmed, is_alive

POINTS = ("before it is stored", "stored, not yet told", "told, not yet acknowledged")
# What the person does, and the answers that must then stand, each once.
ACTS = ("/start MAD-PASAPORTE", "▸ Acepto y empiezo", "▸ Satisfecho/a", "5", "▸ Omitir →", "3")
ANSWERS = [
    ("informacion", None),
    ("satisfaccion", "4"),
    ("servicio", "pasaporte"),
    ("tiempo", "3"),
    ("trato", "5"),
]


class Bots(Warmed):
    """Bots as processes of their own; at most one lives."""

    def __init__(self, order, module="tests.conversations.warm") -> None:
        super().__init__(module)
        self.order = order
        self.pid = 0
        self.killed = 0

    def start(self, **fault) -> None:
        self.pid = self.fork({**self.order, **fault})

    def lives(self) -> bool:
        return is_alive(self.pid)


@pytest.fixture(scope="module")
def warmed():
    """The process is warmed once for all kills of this file."""
    bots = Bots({"key": bytes(range(32)).hex()})
    yield bots
    bots.close()


@pytest.fixture
def bots(warmed, furnished, url):
    warmed.order |= {"token": furnished.token, "telegram": furnished.telegram, "url": url}
    yield warmed
    warmed.kill()


async def do(person, act, within=20.0) -> None:
    """One act; a button may still be on its way."""
    deadline = asyncio.get_running_loop().time() + within
    if not act.startswith("▸ "):
        return await person.say(act)
    while True:
        try:
            return await person.press(act.removeprefix("▸ "))
        except LookupError:
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.01)


async def live_through(town, bots, acts, within=20.0):
    """Does the acts one after another; a bot that was killed is replaced by a sound one."""
    person = town.person("Rosa")
    for act in acts:
        await do(person, act)
        deadline = asyncio.get_running_loop().time() + within
        while not await quiet(town, bots):
            assert asyncio.get_running_loop().time() < deadline, await person.transcript()
    return person


async def quiet(town, bots) -> bool:
    """Whether all was delivered; a dead bot is replaced first."""
    if not bots.lives():
        bots.killed += 1
        bots.start()
    try:
        await town.settle(within=0.05)
    except TimeoutError:
        return False
    return bots.lives()


@pytest.mark.parametrize("passing", range(1, len(ACTS) + 1))
@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_loses_nothing_doubles_nothing_and_the_question_comes_again(
    furnished, bots, point, passing
):
    bots.killed = 0
    bots.start(point=point, passing=passing)
    person = await live_through(furnished, bots, ACTS)
    assert bots.killed == 1
    assert await furnished.rows("SELECT question, value FROM answer ORDER BY question") == ANSWERS
    assert await furnished.rows("SELECT count(*) FROM interview") == [(1,)]
    assert await furnished.rows("SELECT count(*) FROM consent") == [(1,)]
    assert "facilidad" in (await person.messages())[-1].text
    texts = [it.text for it in await person.messages() if it.from_bot]
    repeated = len(texts) - len(set(texts))
    assert repeated <= 1, "one kill repeats at most one message"


async def test_a_bot_that_acknowledges_first_loses_answers(furnished, bots):
    """The negative control: the same kill, the same person, and an answer is gone."""
    bots.killed = 0
    bots.start(naive=True, point="before it is stored", passing=3)
    person = furnished.person("Rosa")
    for act in ACTS[:3]:
        await do(person, act)
    deadline = asyncio.get_running_loop().time() + 20
    while bots.lives():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)
    bots.start()
    await furnished.settle()
    stored = await furnished.rows("SELECT question FROM answer WHERE question = 'satisfaccion'")
    assert stored == [], "the update was acknowledged, the bot died, and nobody has the answer"
