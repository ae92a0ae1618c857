"""Who is gone is marked and left alone; however long Telegram wants us to wait, all wait."""

import asyncio

import pytest

from bot.broadcasting import outcome
from bot.broadcasting.walker import Pace, Walker
from db import budget
from db.deliveries import DeliveryState
from tests.broadcasts.conftest import ledger, line, post, telegram, walker
from tests.broadcasts.ledger import BOT_ID
from tests.broadcasts.simulated import Clock, Telegram, walk_in_simulated_time

__all__ = ["ledger", "line", "post", "telegram", "walker"]  # fixtures
GONE = [
    (403, "Forbidden: bot was blocked by the user"),
    (403, "Forbidden: user is deactivated"),
    (400, "Bad Request: chat not found"),
]
PEOPLE = 60
BLOCKED = "SELECT count(*) FROM respondent WHERE blocked_at IS NOT NULL"


async def refuses_two(ledger, walker, line, refusal) -> int:
    """Of ten people two are refused so; of how many the next notice would be."""
    await ledger.settle_people(await line.crowd(10))
    await line.refuses("sendMessage", *refusal, times=2)
    await walker.walk(await ledger.broadcast())
    assert len(await line.calls("sendMessage")) == 10, "nobody is tried again"
    await ledger.books_balance()
    [(marked,)] = await ledger.rows(BLOCKED)
    return marked


@pytest.mark.parametrize("refusal", GONE)
async def test_who_is_gone_is_marked_and_not_tried_again(ledger, walker, line, refusal):
    assert await refuses_two(ledger, walker, line, refusal) == 2
    assert (await ledger.submits()).excluded == {"blocked": 2}


@pytest.mark.parametrize("refusal", GONE)
async def test_who_reads_only_the_code_does_not_know_who_is_gone(
    ledger, walker, line, refusal, monkeypatch
):
    """The negative control: 400 and 403 say many things."""
    monkeypatch.setattr(outcome, "_BLOCKED", ())
    assert await refuses_two(ledger, walker, line, refusal) == 0


async def sends_with_a_wait(ledger, seconds: float) -> float:
    """How long it takes to tell all, when one of them is answered with a 429."""
    await ledger.settle_people(range(1, PEOPLE + 1))
    broadcast_id = await ledger.broadcast()
    telegram = Telegram(ledger.engine, Clock(), refuses_after=PEOPLE // 2, wait=seconds)
    took = await walk_in_simulated_time(ledger, broadcast_id, telegram)
    assert (await ledger.find(broadcast_id)).sent == PEOPLE
    await ledger.books_balance()
    return took.total_seconds()


@pytest.mark.parametrize("seconds", [1, 60, 3600])
async def test_a_429_holds_back_the_whole_token_and_loses_nobody(ledger, post, line, seconds):
    await ledger.settle_people(await line.crowd(10))
    said = f"Too Many Requests: retry after {seconds}"
    await line.refuses("sendMessage", 429, said, retry_after=seconds)
    stopping = asyncio.Event()

    async def stop_instead(_seconds):
        stopping.set()

    pace = Pace(rate=1000, sleep=stop_instead)
    walker = Walker(ledger.engine, BOT_ID, post.send, pace, stopping)
    await walker.walk(await ledger.broadcast())
    assert await ledger.rows("SELECT state, count(*) FROM delivery GROUP BY 1 ORDER BY 1") == [
        (DeliveryState.WAITING, 1), (DeliveryState.SENT, 9)
    ]  # fmt: skip
    [(held,)] = await ledger.rows("SELECT extract(epoch FROM tat - now())::float FROM budget")
    assert seconds - 1 < held <= seconds + 1
    await ledger.books_balance()


async def test_a_429_is_waited_for_by_both_walkers(ledger):
    assert 60 <= await sends_with_a_wait(ledger, 60) <= 70


async def test_walkers_that_do_not_wait_are_found_out(ledger, monkeypatch):
    """The negative control."""

    async def not_at_all(*_arguments, **_named):
        return None

    monkeypatch.setattr(budget, "freeze", not_at_all)
    assert await sends_with_a_wait(ledger, 60) < 60
