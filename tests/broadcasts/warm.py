"""A warmed process that forks walkers, as tests/conversations/warm.py forks bots.

Reads one JSON line a walker to start, writes its process id. It may be told to die, by SIGKILL, at
a fail-point of its n-th grant, and to be naive: to send first, and to write it down afterwards.
"""

import asyncio
import os
import signal
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from bot.broadcasting import worker
from bot.broadcasting.sender import bot_id, sender
from bot.broadcasting.walker import Pace, Walker
from db import broadcasts, budget
from db.engine import async_engine
from db.grants import Granted
from db.keyring import Keyring
from db.transaction import transaction
from tests.warmed import fork_at_orders


class Doom:
    """Kills this process when it is passed for the n-th time."""

    def __init__(self, passing: int) -> None:
        self._left = passing

    def passes(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def die_at(point: str, doom: Doom) -> None:
    """Puts the kill where *point* says; nothing else of the walker is changed."""
    match point:
        case "granted, not committed":
            spend = budget.spend

            async def spend_and_pass(*arguments, **named):
                await spend(*arguments, **named)
                doom.passes()

            budget.spend = spend_and_pass
        case "committed, not sent":
            carry_out = Walker._carry_out

            async def pass_and_carry_out(*arguments):
                doom.passes()
                return await carry_out(*arguments)

            Walker._carry_out = pass_and_carry_out
        case "sent, not settled":
            settle = Walker._settle

            async def pass_and_settle(*arguments):
                doom.passes()
                await settle(*arguments)

            Walker._settle = pass_and_settle
        case "settled":
            settle = Walker._settle

            async def settle_and_pass(*arguments):
                await settle(*arguments)
                doom.passes()

            Walker._settle = settle_and_pass


def passing(send, doom: Doom):
    """A kill between two messages of one grant."""

    async def send_and_pass(*arguments):
        became = await send(*arguments)
        doom.passes()
        return became

    return send_and_pass


_WAITING = text(
    "SELECT seq, respondent_id, telegram_id, delivery.language, edits, 1 FROM delivery"
    " JOIN respondent ON id = respondent_id WHERE state = 0 ORDER BY seq LIMIT 20"
)
_SENT = text("UPDATE delivery SET state = 2 WHERE seq = ANY(:sent)")


async def naively(walker: Walker, broadcast_id: UUID, doom: Doom) -> None:
    """Sends, and writes it down afterwards."""
    async with transaction(walker.engine) as session:
        texts = await broadcasts.texts(session, broadcast_id)
    while True:
        async with transaction(walker.engine) as session:
            waiting = [Granted(*row) for row in await session.execute(_WAITING)]
        if not waiting:
            return
        await asyncio.gather(*(walker.send(it, texts[it.language]) for it in waiting))
        doom.passes()
        async with transaction(walker.engine) as session:
            await session.execute(_SENT, {"sent": [it.seq for it in waiting]})


async def work(order) -> None:
    """The whole worker, whose engine notices the dead sooner than it usually does."""
    worker._HEARTBEAT, worker._STALLED, worker._OFTEN = 0.3, 1.5, "* * * * * *"
    keyring = Keyring(bytes.fromhex(order["key"]))
    pace = Pace(rate=order["rate"], lease=timedelta(seconds=order["lease"]))
    await worker.run(order["token"], order["telegram"], order["url"], keyring, pace)


async def walk(order) -> None:
    doom = Doom(order.get("passing", 0))
    engine = async_engine(order["url"])
    keyring = Keyring(bytes.fromhex(order["key"]))
    pace = Pace(rate=order["rate"], lease=timedelta(seconds=order["lease"]))
    async with sender(order["token"], order["telegram"], engine, keyring) as post:
        point = order.get("point", "")
        die_at(point, doom)
        send = passing(post.send, doom) if point == "some sent" else post.send
        walker = Walker(engine, bot_id(order["token"]), send, pace)
        broadcast_id = UUID(order["broadcast"])
        if order.get("naive"):
            await naively(walker, broadcast_id, doom)
        else:
            await walker.walk(broadcast_id)
    await engine.dispose()


def live(order) -> None:
    asyncio.run(work(order) if order.get("works") else walk(order))


if __name__ == "__main__":
    fork_at_orders(live)
