"""A staff bot that is killed while it approves or stops: decided once, noted once, told."""

import asyncio

import pytest

from tests.conversations.test_kills import Bots, do, quiet
from tests.staff.affairs import agree, drafts, submitted
from tests.staff.conftest import CARMEN, LUIS, STAFF_TOKEN

POINTS = ("decided, not yet stored", "stored, not yet told", "told, not yet acknowledged")
APPROVING = ("/avisos", "▸ Aviso: Huelva (Madrid)", "▸ Aprobar y enviar")
REJECTING = ("/avisos", "▸ Aviso: Huelva (Madrid)", "▸ Devolver", "Falta la hora")
STOPPING = (*APPROVING, "▸ Detener", "▸ Sí, detenerlo")


@pytest.fixture(scope="module")
def warmed():
    """The process is warmed once for all kills of this file."""
    bots = Bots({"key": bytes(range(32)).hex(), "token": STAFF_TOKEN}, "tests.staff.warm_staff")
    yield bots
    bots.close()


@pytest.fixture
async def desert(office):
    """An office that its bot has left: Carmen has handed a notice in, Luis may approve it."""
    carmen = await office.hires(*CARMEN)
    await office.hires(*LUIS)
    await agree(office, 3)
    await submitted(office, carmen, await drafts(office))
    await office.duty.aclose()
    return office


@pytest.fixture
def bots(warmed, desert, url):
    warmed.order |= {"telegram": desert.telegram, "url": url}
    warmed.killed = 0
    yield warmed
    warmed.kill()


async def live_through(office, bots, acts):
    """Luis does the acts one after another; a bot that was killed is replaced by a sound one."""
    luis = office.person("Luis")
    for act in acts:
        await do(luis, act)
        async with asyncio.timeout(20):
            while not await quiet(office, bots):
                pass
    return luis


@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_while_approving_approves_once(desert, bots, point):
    bots.start(point=point, passing=len(APPROVING))
    luis = await live_through(desert, bots, APPROVING)
    assert bots.killed == 1
    assert await desert.rows("SELECT state FROM broadcast") == [("running",)]
    assert await desert.rows("SELECT state FROM visit") == [("announced",)]
    assert await noted(desert) == ["submit", "approve"]
    assert await desert.rows(
        "SELECT count(*), count(DISTINCT queueing_lock) FROM procrastinate_jobs"
    ) == [(2, 2)]
    assert await desert.rows("SELECT kind FROM entry ORDER BY kind") == [("notice",), ("visit",)]
    await told(luis, "En curso")


@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_while_stopping_stops_once(desert, bots, point):
    bots.start(point=point, passing=len(STOPPING))
    luis = await live_through(desert, bots, STOPPING)
    assert bots.killed == 1
    assert await desert.rows("SELECT state, sent FROM broadcast") == [("cancelled", 0)]
    assert await noted(desert) == ["submit", "approve", "stop"]
    await told(luis, "Detenido")


@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_while_sending_back_hides_it_from_nobody(desert, bots, point):
    bots.start(point=point, passing=len(REJECTING))
    luis = await live_through(desert, bots, REJECTING)
    assert bots.killed == 1
    assert await desert.rows("SELECT state FROM broadcast") == [("rejected",)]
    assert await noted(desert) == ["submit", "reject"]
    await told(desert.person("Carmen"), "Se devolvió sin aprobar")
    await told(luis, "Se devolvió sin aprobar")


async def test_a_bot_that_acknowledges_first_loses_an_approval(desert, bots):
    """The negative control: the same kill, and Luis believes that it is on its way."""
    bots.start(naive=True, point=POINTS[0], passing=len(APPROVING))
    luis = desert.person("Luis")
    for act in APPROVING:
        await do(luis, act)
    async with asyncio.timeout(20):
        while bots.lives():  # noqa: ASYNC110 - another process: there is no event
            await asyncio.sleep(0.01)
    bots.start()
    await desert.settle()
    assert await desert.rows("SELECT state FROM broadcast") == [("submitted",)]


async def noted(office) -> list[str]:
    return [
        act
        for (act,) in await office.rows(
            "SELECT act FROM audit_entry WHERE act <> 'join' ORDER BY id"
        )
    ]


async def told(person, words: str) -> None:
    """Waits until the chat says so, before the last act or after it."""
    async with asyncio.timeout(10):
        while words not in await person.transcript():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
