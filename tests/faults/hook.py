"""The webhook of a bot that is another process, seen from outside as Telegram sees it."""

import asyncio
from dataclasses import dataclass

import aiohttp

from bot.citizen import webhook
from tests.conversations.conftest import SECRET

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
PATIENCE = aiohttp.ClientTimeout(total=60)  # Telegram's own


@dataclass(frozen=True)
class Hook:
    port: int

    async def health(self) -> int:
        """Its status; 0 where nobody answers."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as client,
                client.get(self._url("/health")) as answer,
            ):
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    async def knock(self, update) -> tuple[int, str | None]:
        """Delivers by hand: the status, and when to come again."""
        async with (
            aiohttp.ClientSession(timeout=PATIENCE, headers=HEADERS) as client,
            client.post(self._url(webhook.PATH), json=update) as answer,
        ):
            return answer.status, answer.headers.get("Retry-After")

    async def becomes(self, health: int, within: float = 20.0) -> None:
        async with asyncio.timeout(within):
            while await self.health() != health:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"
