"""What can go wrong between a bot and Telegram, when a trial orders it."""

import asyncio
import struct
from dataclasses import dataclass, field
from http import HTTPStatus
from socket import SO_LINGER, SOL_SOCKET
from typing import Literal

from aiohttp import web
from pydantic import ConfigDict, NonNegativeFloat, NonNegativeInt, PositiveInt

from bot.simulator.refusal import Json

GARBAGE = "<html><body><h1>{status} {phrase}</h1></body></html>"
OF_UPDATES = ("message", "callback_query")
AT_ONCE = struct.pack("ii", 1, 0)  # closing throws away what was not sent: the other side is reset


@dataclass(eq=False)
class Fault:
    """It befalls ``times`` calls of the method, once ``after`` others have passed.

    Carried out:
        lose: the connection is cut without an answer
        slow: answered so many seconds later
    Not carried out:
        refuse: answered with the code, description and parameters
        garbage: a proxy's HTML page with that status
        reset: the connection is reset at once
        stall: no answer for so many seconds, then the connection is cut
    Of the bot's updates, ``method`` being their kind:
        duplicate: delivered twice
        reorder: delivered after the person's next one
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    method: str
    kind: Literal["refuse", "lose", "slow", "garbage", "reset", "stall", "duplicate", "reorder"]
    times: PositiveInt = 1
    after: NonNegativeInt = 0
    error_code: int = 500
    description: str = "Internal Server Error"
    parameters: Json = field(default_factory=dict)
    seconds: NonNegativeFloat = 0.0
    status: Literal[500, 502, 503] = 502

    @property
    def is_of_updates(self) -> bool:
        return self.kind in {"duplicate", "reorder"}

    @property
    def prevents(self) -> bool:
        """Whether the call is not carried out."""
        return self.kind in {"refuse", "garbage", "reset", "stall"}

    async def instead(self, request: web.Request) -> web.Response:
        """The answer to a call that is not carried out, if any arrives."""
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
                page = GARBAGE.format(status=self.status, phrase=HTTPStatus(self.status).phrase)
                return web.Response(status=self.status, text=page, content_type="text/html")
            case _:
                await asyncio.sleep(self.seconds)
                _cut(request, reset=self.kind == "reset")
                return web.Response()

    async def before_the_answer(self, request: web.Request) -> None:
        if self.kind == "slow":
            await asyncio.sleep(self.seconds)
        if self.kind == "lose":
            _cut(request, reset=False)


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


def _cut(request: web.Request, *, reset: bool) -> None:
    if request.transport is None:
        return
    if reset:
        request.transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, AT_ONCE)
    request.transport.abort()
