"""A warmed process that forks staff bots, as tests/conversations/warm.py forks citizens' bots.

Reads one JSON line a bot to start, writes its process id. The bot may be told to die, by SIGKILL,
at the n-th passing of a fail-point, and to be naive: to acknowledge before it stores.
"""

import asyncio
import os
import signal
from pathlib import Path

from bot import intake, polling
from bot.staff import app, transaction
from bot.staff.desk import House
from db import updates
from db.keyring import Keyring
from surveys import load
from tests.warmed import fork_at_orders

WORKBOOK = Path(__file__).parents[2] / "surveys" / "library" / "satisfaccion-consular.xlsx"
SURVEY = load(WORKBOOK.read_bytes(), ".xlsx")


def die_at(point: str, passing: int) -> None:
    """Puts the kill where *point* says; nothing else of the bot is changed."""
    left = passing

    def pass_by() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    POINTS[point](pass_by)


def before_the_commit(pass_by) -> None:
    opened = transaction.transaction

    class Passing:
        def __init__(self, engine) -> None:
            self._opened = opened(engine)

        async def __aenter__(self):
            return await self._opened.__aenter__()

        async def __aexit__(self, *problem):
            if problem[0] is None:
                pass_by()
            return await self._opened.__aexit__(*problem)

    transaction.transaction = Passing


def before_it_is_said(pass_by) -> None:
    send = transaction.send

    async def pass_and_send(*arguments):
        pass_by()
        await send(*arguments)

    transaction.send = pass_and_send


def before_it_is_acknowledged(pass_by) -> None:
    take = intake.Intake.take

    async def take_and_pass(*arguments):
        later = await take(*arguments)
        pass_by()
        return later

    intake.Intake.take = take_and_pass


POINTS = {
    "decided, not yet stored": before_the_commit,
    "stored, not yet told": before_it_is_said,
    "told, not yet acknowledged": before_it_is_acknowledged,
}


def acknowledge_first() -> None:
    """What the frameworks' stock loops do: the work goes on behind the acknowledgement."""
    polling.Queues.offset = property(lambda queues: queues._next)

    async def at_once(_queues, _within):
        await asyncio.sleep(0)

    async def slowly(*arguments, see=updates.see):
        await asyncio.sleep(0.1)
        return await see(*arguments)

    polling.Queues.settle = at_once
    updates.see = slowly


def live(order) -> None:
    if order.get("naive"):
        acknowledge_first()
    if order.get("point"):
        die_at(order["point"], order["passing"])
    keyring = Keyring(bytes.fromhex(order["key"]))
    house = House(keyring, SURVEY, "https://t.me/PruebaBot")
    asyncio.run(app.run(order["token"], order["telegram"], order["url"], house))


if __name__ == "__main__":
    fork_at_orders(live)
