"""Asking for updates: one person's trouble is nobody else's; nothing is confirmed early."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest

from bot.intake import Later
from bot.polling import Queues

STUCK = 7


class SlowIntake:
    """A door that takes what it is given, but person STUCK's only when it is opened."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.taken: list[int] = []
        self.news = asyncio.Condition()

    async def take(self, body: bytes) -> Later | None:
        update = json.loads(body)
        if update["message"]["from"]["id"] == STUCK and not self.opened.is_set():
            return Later(0)
        async with self.news:
            self.taken.append(update["update_id"])
            self.news.notify_all()
        return None

    async def has(self, wanted: set[int]) -> None:
        async with asyncio.timeout(5), self.news:
            await self.news.wait_for(lambda: set(self.taken) == wanted)


def update(number: int, person: int):
    return {"update_id": number, "message": {"from": {"id": person}}}


@asynccontextmanager
async def working(intake):
    async with asyncio.TaskGroup() as work:
        yield Queues(intake, work)
        intake.opened.set()


@pytest.fixture
def intake():
    return SlowIntake()


async def test_one_persons_trouble_holds_up_nobody_else_and_confirms_nothing_of_theirs(intake):
    async with working(intake) as queues:
        queues.put([update(1, 5), update(2, STUCK), update(3, 5), update(4, STUCK), update(5, 6)])
        await intake.has({1, 3, 5})
        assert queues.offset == 2
        queues.put([update(2, STUCK), update(3, 5), update(4, STUCK), update(6, 5)])
        await intake.has({1, 3, 5, 6})
        assert queues.offset == 2
    assert intake.taken[-2:] == [2, 4]
    assert [it for it in intake.taken if it in {1, 3, 6}] == [1, 3, 6]
    assert queues.offset == 7


async def test_an_idle_loop_confirms_all_it_took(intake):
    async with working(intake) as queues:
        assert queues.offset == 0
        queues.put([update(41, 5), update(42, 6)])
        await queues.settle(5)
        assert (intake.taken, queues.offset) == ([41, 42], 43)


async def test_what_is_done_while_telegram_answers_is_not_done_again(intake):
    async with working(intake) as queues:
        queues.put([update(1, 5)])
        assert queues.confirm() == 1  # asked for while it is held,
        await queues.settle(5)
        queues.put([update(1, 5), update(2, 5)])  # and so delivered again
        await queues.settle(5)
        assert (intake.taken, queues.confirm()) == ([1, 2], 3)
        queues.put([update(2, 5)])  # deliberately, and the door knows it
        await queues.settle(5)
    assert intake.taken == [1, 2, 2]
