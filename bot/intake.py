"""The door of a bot: an update comes in as bytes and is done, or must come again later."""

import asyncio
import json
import logging
import math
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.allowance import Allowance
from db import updates
from db.keyring import Keyring
from db.transaction import transaction
from db.updates import UpdateKey

_log = logging.getLogger(__name__)
SOON = 2  # seconds; Telegram honours Retry-After from 0 to 3600
PATIENCE = 20  # seconds for one update; Telegram hangs up after 60
_OUTAGES = (
    OperationalError,
    InterfaceError,
    PoolTimeoutError,
    psycopg.OperationalError,  # from the plain statements of the hot path
    psycopg.InterfaceError,
    ConnectionError,
    TimeoutError,
)


Call = Mapping[str, Any]  # of a method of Telegram's, by its parameters and its name in "method"


@dataclass(frozen=True)
class Later:
    """The update is not done: deliver it again in so many seconds."""

    seconds: int


class Intake:
    """Hands one update to *handle* and says whether it is done.

    *handle* returns only when the update's transaction is committed and its messages are sent, or
    a Later where Telegram could not be reached; it is the one that knows the library. What need
    not be known to arrive it may return as a Call, which travels in the answer to Telegram.
    """

    def __init__(
        self,
        bot_id: int,
        handle: Callable[[dict[str, Any]], Awaitable[Later | Call | None]],
        engine: AsyncEngine,
        keyring: Keyring,
    ) -> None:
        self.bot_id = bot_id
        self.handle = handle
        self.engine = engine
        self.keyring = keyring
        self.allowance = Allowance()

    async def take(self, body: bytes) -> Later | Call | None:
        """None or a last Call when the update is done, be it as a dead letter."""
        try:
            raw = json.loads(body)
            update_id = int(raw["update_id"])
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            _log.warning("a body that is no update was refused")  # its sender knew the secret
            return None
        if wait := self.allowance.wait(sender(raw), asyncio.get_running_loop().time()):
            return Later(math.ceil(wait))
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.handle(raw)
        except _OUTAGES as error:
            _log.error("the database is out of reach: %s", type(error).__name__)
            return Later(SOON)
        except Exception as error:  # noqa: BLE001 - our bug must not block the person's queue
            return await self._set_aside(update_id, body, error)

    async def _set_aside(self, update_id: int, body: bytes, error: Exception) -> Later | None:
        update, place = UpdateKey(self.bot_id, update_id), _place(error)
        sealed = self.keyring.seal(body.decode("utf-8", "replace"), str(update))
        _log.error("update %s failed at %s", update, place)
        try:
            async with asyncio.timeout(PATIENCE), transaction(self.engine) as session:
                is_dead = await updates.failed(session, update, place, sealed)
        except (*_OUTAGES, DBAPIError):
            return Later(SOON)
        return None if is_dead else Later(SOON)


def sender(update: dict[str, Any]) -> int:
    """Whose update it is; 0 where nobody's, or where it cannot be told."""
    for event in update.values():
        match event:
            case {"from": {"id": int(person)}}:
                return person
            case _:
                pass
    return 0


def _place(error: Exception) -> str:
    """The exception's class and line. Its message may hold a person's words, so it is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {where}"
