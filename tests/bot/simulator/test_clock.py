"""What time does to updates, presses and pauses, on a clock that a trial moves."""

import asyncio
import time

import aiohttp
import pytest

from bot.simulator.app import Running
from bot.simulator.line import Line
from bot.simulator.person import Person
from tests.bot.simulator.hooks import Hook

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
TOO_OLD_TO_DELETE = "Bad Request: message can't be deleted for everyone"
DAY = 24 * 3600


async def kinds(api) -> list[str]:
    updates = (await api("getUpdates"))["result"]
    return [key for update in updates for key in update if key != "update_id"]


@pytest.mark.parametrize(
    ("passed", "left"),
    [
        (130, ["message", "edited_message", "callback_query", "my_chat_member"]),
        (151, ["message", "edited_message", "my_chat_member"]),
        (DAY - 10, ["message", "edited_message", "my_chat_member"]),
        (DAY + 1, []),
    ],
)
async def test_a_press_is_kept_150_seconds_and_all_else_a_day(
    passed: int, left: list[str], line: Line, rosa: Person, api
):
    await rosa.say("hola")
    await rosa.edit("adiós")
    await rosa.press_stale(1, "vieja")
    await rosa.block()
    await line.forward(passed)
    assert (await api("getWebhookInfo"))["result"]["pending_update_count"] == len(left)
    assert await kinds(api) == left


@pytest.mark.parametrize("passed", [130, 151])
async def test_a_webhook_that_was_away_gets_no_press_that_is_too_old(
    passed: int, line: Line, hook: Hook, rosa: Person, api
):
    delivered = ["vieja", "nueva"] if passed < 150 else ["nueva"]
    hook.refusal = lambda _: aiohttp.web.Response(status=503)
    await api("setWebhook", url=hook.url)
    await rosa.press_stale(1, "vieja")
    await rosa.say("hola")
    await hook.has_refused(2)
    await line.forward(passed)
    hook.accepts_all()
    await rosa.press_stale(1, "nueva")
    await hook.has_accepted(len(delivered) + 1)
    presses = [u["callback_query"]["data"] for u in hook.accepted if "callback_query" in u]
    assert presses == delivered
    assert hook.texts == ["hola"]


@pytest.mark.parametrize(("passed", "refusal"), [(130, None), (151, TOO_OLD)])
async def test_a_press_can_be_answered_for_150_seconds(
    passed: int, refusal: str | None, line: Line, rosa: Person, api
):
    await rosa.press_stale(1, "a")
    (update,) = (await api("getUpdates"))["result"]
    await line.forward(passed)
    query = update["callback_query"]["id"]
    answer = await api("answerCallbackQuery", callback_query_id=query)
    assert answer.get("description") == refusal


@pytest.mark.parametrize(("hours", "refusal"), [(47, None), (49, TOO_OLD_TO_DELETE)])
async def test_a_message_can_be_deleted_for_48_hours(
    hours: int, refusal: str | None, line: Line, rosa_id: int, api
):
    sent = (await api("sendMessage", chat_id=rosa_id, text="x"))["result"]
    await line.forward(hours * 3600)
    answer = await api("deleteMessage", chat_id=rosa_id, message_id=sent["message_id"])
    assert answer.get("description") == refusal


async def test_messages_carry_the_moved_date(line: Line, rosa_id: int, api):
    await line.forward(10 * DAY)
    sent = (await api("sendMessage", chat_id=rosa_id, text="x"))["result"]
    assert abs(sent["date"] - time.time() - 10 * DAY) < 60


async def test_an_update_that_is_too_old_is_not_repeated(line: Line, rosa: Person):
    await rosa.press_stale(1, "a")
    await rosa.repeat_last()
    await line.forward(151)
    with pytest.raises(RuntimeError, match="ya caducó"):
        await rosa.repeat_last()


async def test_a_poll_that_waits_is_not_ended_by_the_clock(line: Line, rosa: Person, api):
    poll = asyncio.create_task(api("getUpdates", timeout=5))
    await line.forward(3600)
    await rosa.say("hola")
    assert len((await poll)["result"]) == 1


@pytest.mark.parametrize("wrong", ["-1", "NaN", "1e99", '"5"'])
async def test_the_clock_only_moves_on(wrong: str, simulator: Running, line: Line):
    await line.forward(5)
    headers = {"Content-Type": "application/json"}
    url = f"{simulator.url}/sim/clock"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data=f'{{"forward": {wrong}}}', headers=headers) as refused:
            assert refused.status == 400
        async with session.get(url) as answer:
            assert await answer.json() == {"ahead": 5}
