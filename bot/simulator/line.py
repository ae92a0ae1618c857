"""The line between a bot and its people, for trials: what it carried, and how it fails."""

from typing import Any

from bot.simulator.asking import ask
from bot.simulator.calls import CALLS, Call


class Line:
    """A fault befalls ``times`` calls of the method, once ``after`` others have passed."""

    def __init__(self, base_url: str, bot_username: str) -> None:
        self._sim = f"{base_url.rstrip('/')}/sim/{bot_username}"
        self._clock = f"{base_url.rstrip('/')}/sim/clock"

    async def crowd(self, count: int, prefix: str = "Vecino") -> list[int]:
        """The ids of «Vecino 1» to «Vecino N», who have begun a chat; the bot is told nothing."""
        ids: list[int] = await ask(
            "POST", f"{self._sim}/crowd", {"count": count, "prefix": prefix}
        )
        return ids

    async def calls(self, method: str = "") -> list[Call]:
        """The newest 200,000 in order of arrival, whether answered or not."""
        chosen = f"?method={method}" if method else ""
        return CALLS.validate_python(await ask("GET", f"{self._sim}/calls{chosen}"))

    async def refuses(
        self,
        method: str,
        error_code: int,
        description: str,
        *,
        times: int = 1,
        after: int = 0,
        **parameters: object,
    ) -> None:
        """Not carried out, and answered so; ``retry_after=3`` is one of the parameters."""
        said = {"error_code": error_code, "description": description, "parameters": parameters}
        await self._order(method, "refuse", times, after, **said)

    async def loses(self, method: str, *, times: int = 1, after: int = 0) -> None:
        """Carried out, and the connection cut: the bot cannot know."""
        await self._order(method, "lose", times, after)

    async def slows(self, method: str, seconds: float, *, times: int = 1, after: int = 0) -> None:
        """Carried out at once, and answered so much later."""
        await self._order(method, "slow", times, after, seconds=seconds)

    async def garbles(
        self, method: str, *, status: int = 502, times: int = 1, after: int = 0
    ) -> None:
        """Not carried out: a proxy on the way answers 500, 502 or 503 with a page of HTML."""
        await self._order(method, "garbage", times, after, status=status)

    async def resets(self, method: str, *, times: int = 1, after: int = 0) -> None:
        """Not carried out, and the connection reset at once."""
        await self._order(method, "reset", times, after)

    async def stalls(self, method: str, seconds: float, *, times: int = 1, after: int = 0) -> None:
        """Not carried out: no answer for so long, then the connection is cut."""
        await self._order(method, "stall", times, after, seconds=seconds)

    async def duplicates(self, kind: str, *, times: int = 1, after: int = 0) -> None:
        """Each of the bot's next updates of that kind, message or callback_query, comes twice."""
        await self._order(kind, "duplicate", times, after)

    async def reorders(self, kind: str, *, times: int = 1, after: int = 0) -> None:
        """Each of the next updates of that kind waits until after the same person's next one."""
        await self._order(kind, "reorder", times, after)

    async def faults(self) -> list[dict[str, Any]]:
        """What is still ordered and has not befallen."""
        ordered: list[dict[str, Any]] = await ask("GET", f"{self._sim}/faults")
        return ordered

    async def mends(self) -> None:
        """No fault is left, and what one held of the updates comes."""
        await ask("DELETE", f"{self._sim}/faults")

    async def forward(self, seconds: float) -> None:
        """Move the clock of the whole simulated Telegram: what is too old by then is dropped."""
        await ask("POST", self._clock, {"forward": seconds})

    async def _order(self, method: str, kind: str, times: int, after: int, **more: object) -> None:
        fault = {"method": method, "kind": kind, "times": times, "after": after}
        await ask("POST", f"{self._sim}/faults", fault | more)
