"""Replies are counted where they leave, and a 429 said to one stops every sender."""

import pytest
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, SendMessage, SetMyCommands

from bot.citizen.app import connect
from bot.citizen.metering import Metering
from bot.reply_meter import ReplyMeter
from bot.simulator.app import start
from bot.simulator.bots import Bot
from bot.simulator.line import Line
from db import budget
from db.transaction import transaction

TOKEN, NAME = "100001:SIMULADOR-contador", "ContadorBot"


@pytest.fixture
async def telegram():
    running = await start([Bot(TOKEN, NAME, "Pulso Consular")])
    yield running.url
    await running.close()


@pytest.fixture
async def metered(telegram, async_engine):
    """A bot whose replies are counted, while a bulk sender holds its token."""
    bot = connect(TOKEN, telegram)
    meter = ReplyMeter(async_engine, bot.id)
    bot.session.middleware(Metering(meter))
    async with transaction(async_engine) as session:
        await budget.open_budget(session, bot.id)
        await budget.lock(session, bot.id)
        await budget.spend(session, bot.id, 1, 25, now=await budget.clock(session))
    yield bot, meter
    await bot.session.close()


async def debt(engine) -> float:
    """Seconds until bulk may be granted."""
    ahead = "SELECT extract(epoch FROM tat - clock_timestamp())::float FROM budget"
    async with engine.connect() as connection:
        return (await connection.exec_driver_sql(ahead)).scalar_one()


async def test_messages_are_counted_and_toasts_and_commands_are_not(
    metered, telegram, async_engine
):
    bot, meter = metered
    (rosa,) = await Line(telegram, NAME).crowd(1)
    for _ in range(60):
        await bot(SendMessage(chat_id=rosa, text="Hola"))
    await bot(SetMyCommands(commands=[]))
    with pytest.raises(Exception, match="query is too old"):
        await bot(AnswerCallbackQuery(callback_query_id="1"))
    before = await debt(async_engine)
    await meter.debit()
    assert 1 < await debt(async_engine) - max(before, 0) <= 2, "sixty thirtieths of a second"


async def test_a_429_to_a_reply_freezes_the_budget(metered, telegram, async_engine):
    bot, _ = metered
    line = Line(telegram, NAME)
    (rosa,) = await line.crowd(1)
    await line.refuses("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    with pytest.raises(TelegramRetryAfter):
        await bot(SendMessage(chat_id=rosa, text="Hola"))
    assert 6 < await debt(async_engine) <= 7
