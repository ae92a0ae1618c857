"""T2: what was delivered once has one effect, however often and however late it comes again."""

import asyncio
import itertools
import json
from datetime import timedelta

import pytest

from bot.staff.presses import NEW
from db.retention import erase_what_is_due
from db.transaction import clock, transaction
from db.updates import REMEMBERED
from tests.staff.affairs import press
from tests.threats.ministry import Chats, Ministry, Update

OFTEN, AT_ONCE = 1000, 10


def deliver(chats: Chats, update: Update, times: int) -> None:
    """As a flood of copies would come, several at a time."""

    async def take() -> None:
        body = json.dumps(chats.mishears(update)).encode()
        assert await chats.intake.take(body) is None

    async def all_of_them() -> None:
        for _ in range(times // AT_ONCE):
            await asyncio.gather(*(take() for _ in range(AT_ONCE)))

    chats.world.do(all_of_them())


def an_answer(ministry: Ministry) -> Update:
    """Words that would answer each of the next questions too, were they taken again."""
    ministry.citizens.say("Ana", "/start MAD-PASAPORTE", "acepto")
    return ministry.citizens.raw("Ana", text="5")


def answer_again_and_again(ministry: Ministry, times: int) -> None:
    update = an_answer(ministry)
    ministry.citizens.hears(update)
    once = ministry.kept()
    deliver(ministry.citizens, update, times)
    assert ministry.kept() == once, "a copy had an effect"
    with_the_codes_service = [(2,)]
    assert ministry.rows("SELECT count(*) FROM answer") == with_the_codes_service


def test_an_answer_delivered_a_thousand_times_is_one_answer(ministry):
    answer_again_and_again(ministry, OFTEN)


def test_a_press_of_staff_delivered_often_begins_one_visit(ministry):
    ministry.staff.say("Carmen", "/ayuda")
    update = ministry.staff.raw_press("Carmen", press(NEW, None, "MAD"))
    ministry.staff.hears(update)
    once = ministry.kept()
    deliver(ministry.staff, update, OFTEN // 10)
    assert ministry.kept() == once
    assert ministry.rows("SELECT count(*) FROM visit WHERE town IS NULL") == [(1,)]


def test_a_bot_that_remembers_no_update_is_found_out(ministry):
    """The negative control."""
    numbers = itertools.count(10**9)
    ministry.citizens.mishears = lambda update: update | {"update_id": next(numbers)}
    with pytest.raises(AssertionError, match="a copy had an effect"):
        answer_again_and_again(ministry, AT_ONCE)


def test_what_comes_again_after_it_was_forgotten_is_too_old_to_count(ministry):
    """Nobody but Telegram can send it, and Telegram repeats for a day; we remember a week."""
    update = an_answer(ministry)
    ministry.citizens.hears(update)
    assert ministry.rows("SELECT count(*) FROM answer WHERE question = 'satisfaccion'") == [(1,)]
    ministry.alters("UPDATE seen_update SET at = at - interval '8 days'")
    once = ministry.kept()

    async def forget() -> None:
        async with transaction(ministry.engine) as session:
            await erase_what_is_due(session, await clock(session))

    ministry.world.do(forget())
    assert ministry.rows("SELECT * FROM seen_update") == []
    update["message"]["date"] -= int((REMEMBERED + timedelta(days=1)).total_seconds())
    ministry.citizens.hears(update)
    assert ministry.kept() == once
