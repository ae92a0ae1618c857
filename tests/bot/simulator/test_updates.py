import asyncio

from bot.simulator.person import Person


async def ids(api, **fields: object) -> list[int]:
    return [update["update_id"] for update in (await api("getUpdates", **fields))["result"]]


async def test_updates_come_again_until_an_offset_confirms_them(rosa: Person, api):
    for text in "abc":
        await rosa.say(text)
    first, second, third = await ids(api)
    assert await ids(api) == [first, second, third]
    assert await ids(api, limit=1) == [first]
    assert await ids(api, offset=second) == [second, third]
    assert await ids(api) == [second, third]
    assert await ids(api, offset=-1) == [third]
    assert await ids(api, offset=third + 1) == []


async def test_a_poll_waits_for_what_happens(rosa: Person, api):
    poll = asyncio.create_task(ids(api, timeout=5))
    await rosa.say("hola")
    assert len(await poll) == 1


async def test_a_second_poller_ends_the_first_with_a_conflict(api):
    first = asyncio.create_task(api("getUpdates", timeout=5))
    while not first.done():
        await api("getUpdates")
    conflict = await first
    assert conflict["error_code"] == 409
    assert conflict["description"].startswith("Conflict: terminated by other getUpdates request")


async def test_only_the_allowed_kinds_come_and_the_wish_is_remembered(rosa: Person, api):
    await ids(api, allowed_updates=["callback_query"])
    await rosa.say("hola")
    await rosa.press_stale(1, "vieja")
    (update,) = (await api("getUpdates"))["result"]
    query = update["callback_query"]
    assert (query["data"], query["message"]["date"]) == ("vieja", 0)


async def test_blocking_reaches_a_bot_that_asked_for_it(rosa: Person, api):
    await ids(api, allowed_updates=["message", "callback_query", "my_chat_member"])
    poll = asyncio.create_task(api("getUpdates", timeout=5))
    await rosa.block()
    (blocked,) = (await poll)["result"]
    poll = asyncio.create_task(api("getUpdates", timeout=5, offset=blocked["update_id"] + 1))
    await rosa.unblock()
    (unblocked,) = (await poll)["result"]
    changes = [u["my_chat_member"]["new_chat_member"]["status"] for u in (blocked, unblocked)]
    assert changes == ["kicked", "member"]


async def test_the_last_update_can_be_delivered_once_more(rosa: Person, api):
    await rosa.say("hola")
    (update,) = await ids(api)
    await ids(api, offset=update + 1)
    await rosa.repeat_last()
    assert await ids(api, offset=update + 1) == [update]
    assert await ids(api, offset=update + 1) == []


async def test_polling_is_refused_while_a_webhook_is_set(api):
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    assert (await api("getUpdates"))["error_code"] == 409
    await api("deleteWebhook")
    assert (await api("getUpdates"))["ok"]
