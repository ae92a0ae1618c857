"""The limiter of the citizens' token: a 429 stops every process that sends with it."""

from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram.ext import BaseRateLimiter

from bot.broadcasting.outcome import Wait, outcome
from bot.broadcasting.request import AnswerError
from db import budget


class SharedLimiter(BaseRateLimiter[None]):
    """Lets every request pass, because a grant has paid for it; freezes the budget on a 429.

    python-telegram-bot's AIORateLimiter keeps its count in one process, and was measured to let
    59 messages into one second.
    """

    def __init__(self, engine: AsyncEngine, bot_id: int) -> None:
        self._engine = engine
        self._bot_id = bot_id

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        *_about: Any,
        **_named: Any,
    ) -> Any:
        try:
            return await callback(*args, **kwargs)
        except AnswerError as answer:
            became = outcome(answer.error_code, answer.description, answer.parameters)
            if isinstance(became, Wait):
                await budget.freeze(self._engine, self._bot_id, became.seconds)
            raise
