"""A staff bot killed while a notice is handed in, or a visit cancelled: once done, once noted."""

import asyncio

import pytest

from bot.staff.presses import APPROVE, SUBMIT, WITHDRAW
from tests.conversations.test_kills import quiet
from tests.staff.affairs import agree, approved, broadcast_of, drafts, press, walk
from tests.staff.conftest import CARMEN, LUIS, office
from tests.staff.test_kills import POINTS, noted, told, warmed

__all__ = ["office", "warmed"]  # fixtures
KINDS = "SELECT kind, state FROM broadcast ORDER BY submitted_at"


@pytest.fixture
async def draft(office):
    """Carmen has written a visit for three people; then the office's bot has left."""
    for member in (CARMEN, LUIS):
        await office.hires(*member)
    await agree(office, 3)
    made = await drafts(office)
    await office.duty.aclose()
    return made


@pytest.fixture
def bots(warmed, office, url):
    warmed.order |= {"telegram": office.telegram, "url": url}
    yield warmed
    warmed.kill()


async def presses_while_it_dies(office, bots, name: str, point: str, data: str) -> None:
    """A press at which the bot that takes it dies; a sound one follows."""
    bots.kill()
    bots.killed = 0
    bots.start(point=point, passing=1)
    person = office.person(name)
    shown = next(it.id for it in await person.messages() if it.from_bot)
    await person.press_stale(shown, data)
    async with asyncio.timeout(30):
        while not await quiet(office, bots):
            pass
    assert bots.killed == 1


@pytest.mark.parametrize("point", POINTS)
async def test_each_step_of_a_notice_and_of_its_cancellation_is_taken_once(
    office, bots, draft, point
):
    await presses_while_it_dies(office, bots, "Carmen", point, press(SUBMIT, draft.id))
    assert await office.rows(KINDS) == [("notice", "submitted")]
    assert await noted(office) == ["submit"]
    await walk(office, await approved(office, office.person("Luis"), draft))
    await presses_while_it_dies(office, bots, "Carmen", point, press(WITHDRAW, draft.id, "!"))
    assert (await office.rows(KINDS))[1:] == [("cancellation", "submitted")]
    waiting = await broadcast_of(office, draft)
    decided = press(APPROVE, waiting.id, waiting.code)
    await presses_while_it_dies(office, bots, "Luis", point, decided)
    assert (await office.rows(KINDS))[1:] == [("cancellation", "running")]
    assert await office.rows("SELECT state FROM visit") == [("cancelled",)]
    assert await noted(office) == ["submit", "approve", "submit", "approve"]
    await told(office.person("Carmen"), "Cancelación")


async def test_a_bot_that_acknowledges_first_hands_nothing_in(office, bots, draft):
    """The negative control."""
    bots.kill()
    bots.start(naive=True, point=POINTS[0], passing=1)
    carmen = office.person("Carmen")
    shown = next(it.id for it in await carmen.messages() if it.from_bot)
    await carmen.press_stale(shown, press(SUBMIT, draft.id))
    async with asyncio.timeout(20):
        while bots.lives():  # noqa: ASYNC110 - another process: there is no event
            await asyncio.sleep(0.01)
    bots.start()
    await office.settle()
    assert await office.rows(KINDS) == []
