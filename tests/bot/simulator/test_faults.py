"""Faults of the line: what is carried out, what the bot is told, how its updates come."""

import time

import aiohttp
import pytest

from bot.simulator.line import Line
from bot.simulator.person import Person
from tests.bot.simulator.hooks import Hook


async def standing(rosa: Person) -> list[str]:
    return [message.text for message in await rosa.messages() if message.from_bot]


async def received(api, **fields: object) -> list[str]:
    updates = (await api("getUpdates", **fields))["result"]
    presses = [update.get("callback_query", {}).get("data") for update in updates]
    return [p or u["message"]["text"] for p, u in zip(presses, updates, strict=True)]


async def test_a_reset_call_is_not_carried_out(line: Line, rosa: Person, rosa_id: int, api):
    await line.resets("sendMessage")
    with pytest.raises(aiohttp.ClientOSError):
        await api("sendMessage", chat_id=rosa_id, text="x")
    assert await standing(rosa) == []
    assert (await api("sendMessage", chat_id=rosa_id, text="y"))["ok"]
    assert [call.status for call in await line.calls("sendMessage")] == [None, 200]


async def test_a_stalled_call_is_cut_later_and_not_carried_out(
    line: Line, rosa: Person, rosa_id: int, api
):
    await line.stalls("sendMessage", 0.3)
    begun = time.monotonic()
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await api("sendMessage", chat_id=rosa_id, text="x")
    assert time.monotonic() - begun >= 0.3
    assert await standing(rosa) == []


async def test_what_is_ordered_is_listed_until_it_has_befallen(line: Line, rosa_id: int, api):
    await line.garbles("sendMessage", status=503, times=2)
    await line.duplicates("message")
    kinds = [(f["method"], f["kind"], f["times"], f["status"]) for f in await line.faults()]
    assert kinds == [("sendMessage", "garbage", 2, 503), ("message", "duplicate", 1, 502)]
    for _ in range(2):
        with pytest.raises(aiohttp.ContentTypeError, match="503"):
            await api("sendMessage", chat_id=rosa_id, text="x")
    assert [fault["method"] for fault in await line.faults()] == ["message"]
    await line.mends()
    assert await line.faults() == []


async def test_a_duplicated_update_comes_twice_and_the_next_once(line: Line, rosa: Person, api):
    await line.duplicates("message")
    await rosa.say("uno")
    await rosa.say("dos")
    assert await received(api) == ["uno", "uno", "dos"]


async def test_a_duplicated_update_comes_twice_to_a_webhook(
    line: Line, hook: Hook, rosa: Person, api
):
    await api("setWebhook", url=hook.url)
    await line.duplicates("callback_query", after=1)
    for data in "abc":
        await rosa.press_stale(1, data)
    await hook.has_accepted(4)
    assert [u["callback_query"]["data"] for u in hook.accepted] == ["a", "b", "b", "c"]
    assert hook.accepted[1] == hook.accepted[2]


async def test_a_reordered_update_comes_after_the_person_s_next(line: Line, rosa: Person, api):
    await line.reorders("message", times=2)
    for text in ("uno", "dos", "tres", "cuatro"):
        await rosa.say(text)
    assert await received(api) == ["tres", "dos", "uno", "cuatro"]


async def test_a_reordered_text_comes_after_the_press_in_another_queue(
    line: Line, hook: Hook, rosa: Person, api, simulator
):
    await api("setWebhook", url=hook.url)
    hook.gate.clear()
    await line.reorders("message")
    await rosa.say("primero")
    await Person(simulator.url, "ciudadano_bot", "Luis").say("de otro")
    await rosa.press_stale(1, "después")
    await hook.has_inside(2)
    hook.gate.set()
    await hook.has_accepted(3)
    assert hook.texts == ["de otro", "primero"]
    assert hook.accepted[2]["message"]["text"] == "primero"
    assert hook.accepted[2]["update_id"] < hook.accepted[1]["update_id"]


async def test_mending_lets_go_what_was_held(line: Line, rosa: Person, api):
    await line.reorders("message", times=5)
    await rosa.say("uno")
    await rosa.say("dos")
    assert await received(api) == []
    await line.mends()
    assert await received(api) == ["uno", "dos"]


@pytest.mark.parametrize(
    ("kind", "method"),
    [("duplicates", "sendMessage"), ("reorders", "edited_message"), ("resets", "message")],
)
async def test_a_fault_is_of_calls_or_of_updates(kind: str, method: str, line: Line):
    with pytest.raises(RuntimeError, match=f"no conoce {method}"):
        await getattr(line, kind)(method)
