"""Replies count in the budget only while somebody sends in bulk, and never wait."""

import pytest

from bot.reply_meter import ReplyMeter
from db import budget
from db.transaction import transaction

BOT_ID = 100001
AHEAD = "SELECT extract(epoch FROM tat - clock_timestamp())::float FROM budget"


@pytest.fixture
async def meter(async_engine) -> ReplyMeter:
    async with transaction(async_engine) as session:
        await budget.open_budget(session, BOT_ID)
    return ReplyMeter(async_engine, BOT_ID)


async def ahead(engine) -> float:
    """Seconds until bulk may be granted."""
    async with engine.connect() as connection:
        return (await connection.exec_driver_sql(AHEAD)).scalar_one()


async def bulk_is_granted(engine) -> None:
    async with transaction(engine) as session:
        await budget.lock(session, BOT_ID)
        await budget.spend(session, BOT_ID, 5, 25, now=await budget.clock(session))


async def test_a_lump_of_replies_holds_bulk_back(meter, async_engine):
    await bulk_is_granted(async_engine)
    for _ in range(90):
        meter.count()
    assert await meter.debit()
    assert 3.0 < await ahead(async_engine) < 3.2
    assert await meter.debit(), "nothing new was counted"
    assert await ahead(async_engine) < 3.2


async def test_without_bulk_replies_are_nobodys_debt(meter, async_engine):
    for _ in range(90):
        meter.count()
    assert not await meter.debit()
    await bulk_is_granted(async_engine)
    assert await meter.debit()
    assert await ahead(async_engine) <= 0.2


async def test_a_429_of_the_citizens_bot_stops_bulk(meter, async_engine):
    await meter.freeze(7)
    assert 6.5 < await ahead(async_engine) <= 7
    await meter.freeze(1)
    assert 6.5 < await ahead(async_engine) <= 7, "a shorter wait does not shorten a longer one"
