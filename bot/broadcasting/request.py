"""The way to Telegram that keeps what Telegram said.

python-telegram-bot turns an answer into exceptions without its code, with prefixes cut from its
description, and says of a broken line only that it broke. What decides whether a person may be
written to again is therefore taken where it still is: from HTTP's answer, and from httpx's error.
"""

import json
from typing import Any

import httpx
from telegram.error import NetworkError, TelegramError
from telegram.request import HTTPXRequest

from bot.broadcasting.outcome import NEVER_LEFT, NO_ANSWER

# Seconds. Together less than a lease lasts: a send has ended before its grant is taken away.
_CONNECT, _WRITE, _READ, _POOL = 5.0, 5.0, 20.0, 5.0
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class AnswerError(TelegramError):
    """Telegram's refusal word for word; without a code when no answer came."""

    def __init__(
        self, error_code: int | None, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.error_code = error_code
        self.description = description
        self.parameters = parameters or {}


class Request(HTTPXRequest):
    """Raises AnswerError for every answer but success, and when there is none."""

    def __init__(self) -> None:
        super().__init__(
            connect_timeout=_CONNECT,
            write_timeout=_WRITE,
            read_timeout=_READ,
            pool_timeout=_POOL,
            httpx_kwargs={"trust_env": False},  # as the citizens' bot: no proxy by accident
        )

    async def do_request(self, *arguments: Any, **named: Any) -> tuple[int, bytes]:
        try:
            code, payload = await super().do_request(*arguments, **named)
        except NetworkError as error:
            never_left = isinstance(error.__cause__, _NEVER_LEFT)
            raise AnswerError(None, NEVER_LEFT if never_left else NO_ANSWER) from error
        if httpx.codes.is_success(code):
            return code, payload
        raise _answer(code, payload)


def _answer(code: int, payload: bytes) -> AnswerError:
    try:
        said = json.loads(payload)
    except ValueError:  # a proxy's page
        said = None
    match said:
        case {"error_code": int(error_code), "description": str(description), **more}:
            parameters = more.get("parameters")
            known = parameters if isinstance(parameters, dict) else {}
            return AnswerError(error_code, description, known)
        case _:
            return AnswerError(code, "")
