"""We are away for hours: what Telegram has kept is done, what it has not can be said again."""

import pytest
from aiogram.methods import DeleteWebhook

from bot.citizen import app
from tests.conversations.conftest import asking, called, inhabited

MINUTE, HOUR = 60.0, 3600.0
OUTAGES = [100.0, 10 * MINUTE, 2 * HOUR, 23 * HOUR]
KEPT = 150.0  # seconds that Telegram keeps a press
SCORES = "SELECT question, score FROM answer WHERE score IS NOT NULL ORDER BY question, score"


async def act_meanwhile(town, ana, beto, line, seconds: float) -> None:
    """Ana presses, Beto types, Carla comes for the first time: then so much time passes."""
    await ana.press("Satisfecho/a")
    await beto.say("5")
    await town.person("Carla").start(town.entry)
    await line.forward(seconds)


@pytest.mark.parametrize("way", [asking, called])
@pytest.mark.parametrize("seconds", OUTAGES)
async def test_all_words_are_heard_and_a_lost_press_is_pressed_again(
    furnished, keyring, line, way, seconds
):
    where = furnished.telegram, furnished.engine, keyring, way
    async with inhabited(*where) as town:
        ana, beto = [await town.begun(name) for name in ("Ana", "Beto")]
    await act_meanwhile(furnished, ana, beto, line, seconds)
    async with inhabited(*where) as town:
        await town.settle()
        pressed = [("satisfaccion", 4)] if seconds < KEPT else []
        assert await town.rows(SCORES) == [*pressed, ("satisfaccion", 5)]
        assert "Son unas 8 preguntas" in await town.person("Carla").transcript()
        assert "Pregunta 2 de 8" in (await beto.messages())[-1].text
        if not pressed:
            await ana.press("Satisfecho/a")
            await town.settle()
        assert await town.rows(SCORES) == [("satisfaccion", 4), ("satisfaccion", 5)]
        assert "Pregunta 2 de 8" in (await ana.messages())[-1].text


async def test_a_day_later_telegram_has_kept_nothing(furnished, keyring, line):
    """A negative control: the simulated Telegram forgets as the real one does."""
    where = furnished.telegram, furnished.engine, keyring
    async with inhabited(*where) as town:
        people = [await town.begun(name) for name in ("Ana", "Beto")]
    await act_meanwhile(furnished, *people, line, 25 * HOUR)
    async with inhabited(*where) as town:
        await town.settle()
        assert await town.rows(SCORES) == []


async def test_a_bot_that_starts_afresh_loses_what_was_said_meanwhile(furnished, keyring, line):
    """The other: many a bot drops what waits when it starts."""
    where = furnished.telegram, furnished.engine, keyring
    async with inhabited(*where) as town:
        people = [await town.begun(name) for name in ("Ana", "Beto")]
    await act_meanwhile(furnished, *people, line, 10 * MINUTE)
    bot = app.connect(furnished.token, furnished.telegram)
    await bot(DeleteWebhook(drop_pending_updates=True))
    await bot.session.close()
    async with inhabited(*where) as town:
        await town.settle()
        assert await town.rows(SCORES) == []
