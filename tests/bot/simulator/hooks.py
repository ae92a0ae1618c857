"""A bot's webhook for tests, which refuses as it is told and remembers what it accepts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Update = dict[str, Any]


@dataclass
class Hook:
    """``refusal`` answers an update that is not accepted; None accepts."""

    url: str = ""
    refusal: Callable[[Update], web.Response | None] = lambda _: None
    refused: list[Update] = field(default_factory=list)
    accepted: list[Update] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    reply: dict[str, Any] | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)  # shut, all answers wait
    inside: int = 0
    most_inside: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def refuses_texts(self, times: int = 1_000_000, status: int = 503, **headers: str) -> None:
        left = iter(range(times))

        def refusal(update: Update) -> web.Response | None:
            if "message" not in update or next(left, None) is None:
                return None
            return web.Response(status=status, headers=headers)

        self.refusal = refusal

    def accepts_all(self) -> None:
        self.refusal = lambda _: None

    async def answer(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.inside += 1
        self.most_inside = max(self.inside, self.most_inside)
        async with self.changed:
            self.changed.notify_all()
        try:
            await self.gate.wait()
        finally:
            self.inside -= 1
        refusal = self.refusal(update)
        async with self.changed:
            (self.refused if refusal else self.accepted).append(update)
            self.changed.notify_all()
        accepted = web.json_response(self.reply) if self.reply else web.Response()
        return refusal or accepted

    async def has_accepted(self, count: int) -> None:
        await self._until(lambda: len(self.accepted) >= count)

    async def has_refused(self, count: int) -> None:
        await self._until(lambda: len(self.refused) >= count)

    async def has_inside(self, count: int) -> None:
        """So many deliveries wait for an answer."""
        await self._until(lambda: self.inside >= count)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with self.changed, asyncio.timeout(5):
            await self.changed.wait_for(condition)

    @property
    def texts(self) -> list[str]:
        return [u["message"]["text"] for u in self.accepted if "message" in u]

    @property
    def kinds(self) -> list[str]:
        return [next(key for key in u if key != "update_id") for u in self.accepted]


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    hook = Hook()
    hook.gate.set()
    app = web.Application()
    app.router.add_post("/hook", hook.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()
