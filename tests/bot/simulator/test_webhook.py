"""Deliveries: in order within a queue, again until accepted, queues independent."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from bot.simulator import webhook
from bot.simulator.line import Line
from bot.simulator.person import Person
from tests.bot.simulator.hooks import Hook

SECRET = "un-secreto_de-prueba"  # noqa: S105 - no real one


async def webhook_info(api) -> dict:
    return (await api("getWebhookInfo"))["result"]


async def test_what_is_not_accepted_is_repeated_in_order(hook: Hook, rosa: Person, api):
    hook.refuses_texts(times=3)
    await api("setWebhook", url=hook.url, secret_token=SECRET, max_connections=500)
    for text in "abcd":
        await rosa.say(text)
    await hook.has_accepted(4)
    assert hook.texts == ["a", "b", "c", "d"]
    assert [update["message"]["text"] for update in hook.refused] == ["a", "a", "a"]
    assert hook.secrets == {SECRET}
    info = await webhook_info(api)
    assert (info["url"], info["pending_update_count"]) == (hook.url, 0)
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert info["last_error_date"] > 0
    assert info["max_connections"] == 100


async def test_a_press_does_not_wait_behind_a_text(hook: Hook, rosa: Person, api):
    hook.refuses_texts()
    await api("setWebhook", url=hook.url)
    await rosa.say("atascado")
    await rosa.press_stale(1, "pasa")
    await hook.has_accepted(1)
    assert hook.accepted[0]["callback_query"]["data"] == "pasa"
    hook.accepts_all()
    await hook.has_accepted(2)
    assert hook.texts == ["atascado"]


async def test_retry_after_holds_its_own_queue_until_the_clock_is_there(
    hook: Hook, rosa: Person, line: Line, api, simulator
):
    hook.refuses_texts(times=1, **{"Retry-After": "600"})
    await api("setWebhook", url=hook.url)
    await rosa.say("uno")
    await hook.has_refused(1)
    await rosa.say("dos")
    await rosa.press_stale(1, "pasa")
    await Person(simulator.url, "ciudadano_bot", "Luis").say("otro")
    await hook.has_accepted(2)
    assert hook.texts == ["otro"]
    await line.forward(599)
    await rosa.press_stale(1, "pasa")
    await hook.has_accepted(3)
    assert hook.texts == ["otro"]
    await line.forward(1)
    await hook.has_accepted(5)
    assert hook.texts == ["otro", "uno", "dos"]


@pytest.mark.parametrize("said", ["0", "-5", "pronto", "Wed, 21 Oct 2026 07:28:00 GMT"])
async def test_what_is_not_seconds_is_no_retry_after(said: str, hook: Hook, rosa: Person, api):
    hook.refuses_texts(times=1, **{"Retry-After": said})
    await api("setWebhook", url=hook.url)
    await rosa.say("uno")
    await hook.has_accepted(1)


async def test_a_pause_that_outlasts_the_update_drops_it(hook: Hook, rosa: Person, api):
    hook.refusal = lambda update: (
        web.Response(status=503, headers={"Retry-After": "99999"})
        if "callback_query" in update and not hook.refused
        else None
    )
    await api("setWebhook", url=hook.url)
    await rosa.press_stale(1, "perdida")
    await hook.has_refused(1)
    await rosa.press_stale(1, "siguiente")
    await hook.has_accepted(1)
    assert hook.accepted[0]["callback_query"]["data"] == "siguiente"


@pytest.mark.parametrize("streak", [(410, 22), (503, 24), (410, 24)])
async def test_a_webhook_that_is_gone_for_23_hours_is_taken_away(
    streak: tuple[int, int], hook: Hook, line: Line, api, rosa: Person
):
    status, hours = streak
    hook.refuses_texts(status=status)
    await api("setWebhook", url=hook.url)
    await rosa.say("uno")
    await hook.has_refused(2)
    await line.forward(hours * 3600)
    await rosa.say("dos")
    if streak == (410, 24):
        async with asyncio.timeout(5):
            while (await webhook_info(api))["url"]:
                pass
        assert len((await api("getUpdates"))["result"]) == 1
    else:
        refused = len(hook.refused)
        await hook.has_refused(refused + 2)
        assert (await webhook_info(api))["url"] == hook.url


async def test_a_redirection_is_not_followed(hook: Hook, rosa: Person, api):
    hook.refuses_texts(times=1, status=307, Location=hook.url)
    await api("setWebhook", url=hook.url)
    await rosa.say("hola")
    await hook.has_accepted(1)
    words = "Wrong response from the webhook: 307 Temporary Redirect"
    assert (await webhook_info(api))["last_error_message"] == words


async def test_no_more_connections_are_used_than_the_bot_allowed(hook: Hook, api, simulator):
    hook.gate.clear()
    await api("setWebhook", url=hook.url, max_connections=2)
    for name in ("Ana", "Luis", "Eva", "Juan"):
        await Person(simulator.url, "ciudadano_bot", name).say("hola")
    await hook.has_inside(2)
    hook.gate.set()
    await hook.has_accepted(4)
    assert hook.most_inside == 2


async def test_a_bot_that_does_not_answer_in_time_is_asked_again(
    hook: Hook, rosa: Person, api, monkeypatch
):
    monkeypatch.setattr(webhook, "PATIENCE", aiohttp.ClientTimeout(total=0.2))
    hook.gate.clear()
    await api("setWebhook", url=hook.url)
    await rosa.say("hola")
    async with asyncio.timeout(5):
        while "last_error_message" not in (info := await webhook_info(api)):
            pass
    assert info["last_error_message"] == "Read timeout expired"
    hook.gate.set()
    await hook.has_accepted(1)


async def test_what_came_before_the_webhook_is_delivered_to_it(hook: Hook, rosa: Person, api):
    await rosa.say("antes")
    await api("setWebhook", url=hook.url)
    await hook.has_accepted(1)
    assert hook.texts == ["antes"]
    await rosa.repeat_last()
    await hook.has_accepted(2)
    assert hook.accepted[0] == hook.accepted[1]


async def test_a_webhook_s_response_may_call_a_method(
    hook: Hook, rosa: Person, rosa_id: int, line: Line, api
):
    hook.reply = {"method": "sendmessage", "chat_id": rosa_id, "text": "Desde la respuesta"}
    await api("setWebhook", url=hook.url)
    await rosa.say("hola")
    await rosa.reads("Desde la respuesta")
    (call,) = await line.calls("sendMessage")
    assert (call.chat_id, call.status) == (rosa_id, 200)


async def test_a_fault_befalls_a_call_in_a_response_too(
    hook: Hook, rosa: Person, rosa_id: int, line: Line, api
):
    await line.refuses("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    hook.reply = {"method": "sendMessage", "chat_id": rosa_id, "text": "Desde la respuesta"}
    await api("setWebhook", url=hook.url)
    await rosa.say("hola")
    await hook.has_accepted(1)
    await rosa.say("otra vez")
    await rosa.reads("Desde la respuesta")
    assert [call.status for call in await line.calls("sendMessage")] == [None, 200]


@pytest.mark.parametrize("method", ["deleteWebhook", "setWebhook", "logOut", "getMe"])
async def test_some_methods_are_not_carried_out_from_a_response(
    method: str, hook: Hook, rosa: Person, rosa_id: int, api
):
    hook.reply = {"method": method}
    await api("setWebhook", url=hook.url)
    await rosa.say("uno")
    await hook.has_accepted(1)
    hook.reply = {"method": "sendMessage", "chat_id": rosa_id, "text": "Después"}
    await rosa.say("dos")
    await rosa.reads("Después")
    assert (await webhook_info(api))["url"] == hook.url


@pytest.mark.parametrize("url", ["https://example.org/hook", "http://192.0.2.1/hook", "file:///x"])
async def test_a_webhook_outside_this_machine_is_refused(url: str, api):
    answer = await api("setWebhook", url=url)
    assert answer["description"].startswith("Bad Request: bad webhook")


@pytest.mark.parametrize(
    ("secret", "why"),
    [("ñ" * 9, "contains unallowed characters"), ("x" * 257, "is too long")],
)
async def test_a_secret_is_what_telegram_allows(secret: str, why: str, hook: Hook, api):
    answer = await api("setWebhook", url=hook.url, secret_token=secret)
    assert answer["description"] == f"Bad Request: secret token {why}"
    assert (await api("setWebhook", url=hook.url, secret_token="x" * 256))["ok"]
