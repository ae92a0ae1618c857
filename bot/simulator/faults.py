"""What can go wrong between a bot and Telegram, when a trial orders it."""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal

from aiohttp import web
from pydantic import ConfigDict, NonNegativeInt, PositiveInt

from bot.simulator.refusal import Json

GARBAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(eq=False)
class Fault:
    """It befalls ``times`` calls of the method, once ``after`` others have passed.

    refuse: answered with the code, description and parameters, and not carried out
    lose: carried out, and the connection cut without an answer
    slow: carried out, and answered so many seconds later
    garbage: a proxy's HTML page with status 502, and not carried out
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    method: str
    kind: Literal["refuse", "lose", "slow", "garbage"]
    times: PositiveInt = 1
    after: NonNegativeInt = 0
    error_code: int = 500
    description: str = "Internal Server Error"
    parameters: Json = field(default_factory=dict)
    seconds: float = 0.0

    def instead(self) -> web.Response | None:
        """The answer to a call that is not carried out."""
        match self.kind:
            case "refuse":
                said = {
                    "ok": False,
                    "error_code": self.error_code,
                    "description": self.description,
                }
                more = {"parameters": self.parameters} if self.parameters else {}
                return web.json_response(said | more, status=self.error_code)
            case "garbage":
                status = HTTPStatus.BAD_GATEWAY.value
                return web.Response(status=status, text=GARBAGE, content_type="text/html")
            case "lose" | "slow":
                return None

    async def before_the_answer(self, request: web.Request) -> None:
        if self.kind == "slow":
            await asyncio.sleep(self.seconds)
        if self.kind == "lose" and request.transport:
            request.transport.abort()


@dataclass
class Faults:
    """Those of one method befall one after the other, in the order in which they were ordered."""

    ordered: list[Fault] = field(default_factory=list)

    def befalling(self, method: str) -> Fault | None:
        """The fault of this call, which counts it."""
        fault = next((fault for fault in self.ordered if fault.method == method), None)
        if fault is None:
            return None
        if fault.after:
            fault.after -= 1
            return None
        fault.times -= 1
        if not fault.times:
            self.ordered.remove(fault)
        return fault
