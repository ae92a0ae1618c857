"""One worker of `make bench`, as a process of its own: it imports what a real one imports.

Told of people instead of a broadcast it is the library alone: the same calls, nothing stored.
"""

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from uuid import UUID

from sqlalchemy import event
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.broadcasting.sender import bot_id, sender
from bot.broadcasting.walker import Pace, Walker
from db.engine import async_engine
from db.keyring import Keyring

WALKERS = 2
AT_ONCE = 30  # calls of the library alone, as ours has them


def resident() -> float:
    """MB of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


async def work(order: dict) -> dict:
    """Walks to the end; its memory after each quarter of its share, its statements, its CPU."""
    used = time.process_time()
    engine = async_engine(order["url"])
    keyring = Keyring(bytes.fromhex(order["key"]))
    statements = sent = 0
    memory: list[float] = []

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def count(*_about: object) -> None:
        nonlocal statements
        statements += 1

    async with sender(order["token"], order["telegram"], engine, keyring) as post:

        async def send(*arguments):
            nonlocal sent
            became = await post.send(*arguments)
            sent += 1
            if sent % order["quarter"] == 0:
                memory.append(resident())
            return became

        pace = Pace(rate=order["rate"])
        walker = Walker(engine, bot_id(order["token"]), send, pace)
        broadcast_id = UUID(order["broadcast"])
        await asyncio.gather(*(walker.walk(broadcast_id) for _ in range(WALKERS)))
    await engine.dispose()
    cpu = time.process_time() - used
    return {"sent": sent, "statements": statements, "memory": memory, "cpu": cpu}


async def call(order: dict) -> dict:
    request = HTTPXRequest(connection_pool_size=AT_ONCE)
    base = f"{order['telegram']}/bot"
    bot = ExtBot(order["token"], base_url=base, request=request, get_updates_request=request)
    gate = asyncio.Semaphore(AT_ONCE)

    async def send(person: int) -> None:
        async with gate:
            await bot.send_message(person, "Vamos a Toledo")

    begun, used = time.monotonic(), time.process_time()
    await asyncio.gather(*map(send, order["people"]))
    seconds, cpu = time.monotonic() - begun, time.process_time() - used
    await request.shutdown()
    return {"sent": len(order["people"]), "seconds": seconds, "cpu": cpu}


if __name__ == "__main__":
    ordered = json.load(sys.stdin)
    done = asyncio.run(call(ordered) if "people" in ordered else work(ordered))
    print(json.dumps(done))  # noqa: T201 - this is how it speaks
