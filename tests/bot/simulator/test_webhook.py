import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.simulator.person import Person

SECRET = "un-secreto_de-prueba"  # noqa: S105 - no real one


@dataclass
class Hook:
    """A bot's webhook that refuses the first so many texts and remembers all it accepts."""

    url: str = ""
    refuse_texts: int = 0
    refused: int = 0
    accepted: list[dict[str, Any]] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    reply: dict[str, Any] | None = None
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def answer(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        async with self.changed:
            self.changed.notify_all()
            if "message" in update and self.refused < self.refuse_texts:
                self.refused += 1
                return web.Response(status=503)
            self.accepted.append(update)
        return web.json_response(self.reply) if self.reply else web.Response()

    async def has_accepted(self, count: int) -> None:
        async with self.changed, asyncio.timeout(5):
            await self.changed.wait_for(lambda: len(self.accepted) >= count)

    @property
    def texts(self) -> list[str]:
        return [u["message"]["text"] for u in self.accepted if "message" in u]


@pytest.fixture
async def hook(api) -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await api("deleteWebhook")
    await runner.cleanup()


async def test_what_is_not_accepted_is_repeated_in_order(hook: Hook, rosa: Person, api):
    hook.refuse_texts = 3
    await api("setWebhook", url=hook.url, secret_token=SECRET)
    for text in "abcd":
        await rosa.say(text)
    await hook.has_accepted(4)
    assert hook.texts == ["a", "b", "c", "d"]
    assert hook.refused == 3
    assert hook.secrets == {SECRET}
    info = (await api("getWebhookInfo"))["result"]
    assert (info["url"], info["pending_update_count"]) == (hook.url, 0)
    assert info["last_error_message"] == "Wrong response from the webhook: 503"


async def test_a_press_does_not_wait_behind_a_text(hook: Hook, rosa: Person, api):
    hook.refuse_texts = 1000
    await api("setWebhook", url=hook.url)
    await rosa.say("atascado")
    await rosa.press_stale(1, "pasa")
    await hook.has_accepted(1)
    assert hook.accepted[0]["callback_query"]["data"] == "pasa"
    hook.refuse_texts = 0
    await hook.has_accepted(2)
    assert hook.texts == ["atascado"]


async def test_what_came_before_the_webhook_is_delivered_to_it(hook: Hook, rosa: Person, api):
    await rosa.say("antes")
    await api("setWebhook", url=hook.url)
    await hook.has_accepted(1)
    assert hook.texts == ["antes"]
    await rosa.repeat_last()
    await hook.has_accepted(2)
    assert hook.accepted[0] == hook.accepted[1]


async def test_a_webhook_s_response_may_call_a_method(hook: Hook, rosa: Person, rosa_id: int, api):
    hook.reply = {"method": "sendMessage", "chat_id": rosa_id, "text": "Desde la respuesta"}
    await api("setWebhook", url=hook.url)
    await rosa.say("hola")
    await rosa.reads("Desde la respuesta")


async def test_a_webhook_may_remove_itself(hook: Hook, rosa: Person, api):
    hook.reply = {"method": "deleteWebhook"}
    await api("setWebhook", url=hook.url)
    await rosa.say("hola")
    await hook.has_accepted(1)
    async with asyncio.timeout(5):
        while (await api("getWebhookInfo"))["result"]["url"]:
            pass
    assert (await api("getUpdates"))["result"] == []


@pytest.mark.parametrize("url", ["https://example.org/hook", "http://192.0.2.1/hook", "file:///x"])
async def test_a_webhook_outside_this_machine_is_refused(url: str, api):
    answer = await api("setWebhook", url=url)
    assert answer["description"].startswith("Bad Request: bad webhook")
