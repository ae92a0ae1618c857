"""A warmed process that forks bots: importing aiogram costs 2.5 s, a fork 28 ms.

Reads one JSON line a bot to start, writes its process id. The bot may be told to die, by SIGKILL,
at the n-th passing of a fail-point, and to be naive: to acknowledge before it stores.
"""

import asyncio
import os
import signal

from bot import intake, polling
from bot.citizen import app
from bot.citizen import intake as citizen_intake
from db import arrivals
from db.keyring import Keyring
from tests.warmed import fork_at_orders


def die_at(point: str, passing: int) -> None:
    """Puts the kill where *point* says; nothing else of the bot is changed."""
    left = passing

    def pass_by() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    match point:
        case "before it is stored":
            arrive = arrivals.arrive

            async def arrive_and_pass(*arguments):
                found = await arrive(*arguments)
                pass_by()
                return found

            arrivals.arrive = arrive_and_pass
        case "stored, not yet told":
            send = citizen_intake.send

            async def pass_and_send(*arguments):
                pass_by()
                await send(*arguments)

            citizen_intake.send = pass_and_send
        case "told, not yet acknowledged":
            take = intake.Intake.take

            async def take_and_pass(*arguments):
                later = await take(*arguments)
                pass_by()
                return later

            intake.Intake.take = take_and_pass


def acknowledge_first() -> None:
    """What both frameworks' stock servers do: the work goes on behind the acknowledgement."""
    polling.Queues.offset = property(lambda queues: queues._next)

    async def at_once(_queues, _within):
        await asyncio.sleep(0)

    async def slowly(*arguments, arrive=arrivals.arrive):
        await asyncio.sleep(0.1)
        return await arrive(*arguments)

    polling.Queues.settle = at_once
    arrivals.arrive = slowly


def live(order) -> None:
    if order.get("naive"):
        acknowledge_first()
    if order.get("point"):
        die_at(order["point"], order["passing"])
    keyring = Keyring(bytes.fromhex(order["key"]))
    asyncio.run(app.run(order["token"], order["telegram"], order["url"], keyring, None))


if __name__ == "__main__":
    fork_at_orders(live)
