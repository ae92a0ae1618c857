import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.simulator.clock import Clock
from bot.simulator.person import Person
from bot.simulator.updates import Update, Updates

steps = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["message", "edited_message", "callback_query"]),
            st.sampled_from([None, "duplicate", "reorder"]),
            st.integers(1, 3),
        ),
        st.tuples(st.just("forward"), st.none(), st.sampled_from([40, 100, 90_000])),
    ),
    max_size=25,
)


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


def walked(updates: Updates) -> list[Update]:
    """What a webhook that accepts all is given, one queue after the other as they become free."""
    given = []
    while queues := updates.queues:
        for queue in queues:
            front = updates.front(queue)
            if front and front.after not in updates._waiting:
                given.append(front)
                updates.confirm(front)
    return given


@settings(max_examples=60)
@given(steps)
def test_each_wanted_update_comes_in_its_queue_s_order_unless_a_fault_or_its_age_says_so(steps):
    clock = Clock()
    updates = Updates(1, clock)
    happened: dict[int, tuple[str | None, Update]] = {}
    for kind, fault, number in steps:
        if kind == "forward":
            clock.forward(number)
        else:
            updates.add(kind, number, {}, fault)
            happened[updates.next_id - 1] = (fault, updates._last[number])
    updates.let_go()
    alive = {number for number, (_, it) in happened.items() if it.expires_at > clock.now()}
    given = walked(updates)
    for number in alive:
        times = 1 + (happened[number][0] == "duplicate")
        assert [it.id for it in given].count(number) == times
    assert {it.id for it in given} == alive
    for queue in {it.queue for it in given}:
        usual = [it.id for it in given if it.queue == queue and happened[it.id][0] != "reorder"]
        assert usual == sorted(usual)
    assert len(updates) == 0
    assert updates.queues == []
