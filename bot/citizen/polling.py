"""Our own getUpdates loop: an update is confirmed to Telegram once it is done, not before."""

import asyncio
import json
import logging
from collections import defaultdict
from typing import Any

import aiohttp
from aiogram import Bot

from bot.citizen.intake import Intake

_log = logging.getLogger(__name__)
_WAIT = 25  # seconds Telegram holds an empty answer; it allows 50
_PAUSE = 1  # seconds after a failed call
KINDS = ["message", "callback_query"]


async def poll(bot: Bot, intake: Intake) -> None:
    """Takes updates until cancelled. One person's come in order, different people's together.

    The call is a bare one, because aiogram's parses a whole batch at once: one update it could
    not read would hold up all the others for ever.
    """
    url = bot.session.api.api_url(token=bot.token, method="getUpdates")
    offset = 0
    timeout = aiohttp.ClientTimeout(total=_WAIT + 10)
    async with aiohttp.ClientSession(timeout=timeout) as client:
        while True:
            question = {"offset": offset, "timeout": _WAIT, "allowed_updates": KINDS}
            try:
                async with client.post(url, json=question) as response:
                    answer = await response.json()
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                _log.warning("getUpdates: %s", type(error).__name__)  # its text may hold the token
                await asyncio.sleep(_PAUSE)
                continue
            if not answer.get("ok"):
                _log.warning("getUpdates was refused with %s", answer.get("error_code"))
                await asyncio.sleep(answer.get("parameters", {}).get("retry_after", _PAUSE))
                continue
            if batch := answer["result"]:
                await take_all(intake, batch)
                offset = batch[-1]["update_id"] + 1


async def take_all(intake: Intake, batch: list[dict[str, Any]]) -> None:
    """Returns once every update of the batch is done."""
    of_person: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for update in batch:
        events = [value for value in update.values() if isinstance(value, dict)]
        of_person[events[0].get("from", {}).get("id", 0) if events else 0].append(update)
    await asyncio.gather(*(_in_order(intake, updates) for updates in of_person.values()))


async def _in_order(intake: Intake, updates: list[dict[str, Any]]) -> None:
    for update in updates:
        body = json.dumps(update).encode()
        while (later := await intake.take(body)) is not None:  # noqa: ASYNC110 - Telegram says when
            await asyncio.sleep(later.seconds)
