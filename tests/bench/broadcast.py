"""How fast broadcasts leave: ``python -m tests.bench.broadcast``. Loopback only, stops by itself.

In real time through the simulator, at the paid rate, with one worker and with two, beside the
library alone, in turns; and many more people at the usual rate, on a clock that jumps.
"""

import asyncio
import json
import multiprocessing
import socket
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bot.simulator.app import run as simulate
from bot.simulator.bots import Bot
from bot.simulator.line import Line
from db.engine import async_engine
from db.keyring import Keyring
from tests.bench.database import database
from tests.bench.table import Row, say, show
from tests.bench.timing import short
from tests.broadcasts.ledger import NAME, TOKEN, Ledger, open_ledger
from tests.broadcasts.simulated import Clock, Telegram, walk_in_simulated_time

DELIVERIES = 2_500
TURNS = 3
CROWD = 10_000  # on the clock that jumps
PAID_RATE = 1_000  # messages a second, so 200 in one grant
USUAL_RATE = 25
WAIT = 30  # seconds that a 429 asks for, once in the crowd
PATIENCE = 600  # seconds for any one measurement
KEY = bytes(range(32))
Walked = tuple[float, list[dict]]  # deliveries a second, and what each worker tells


async def work(order: dict) -> dict:
    """What one worker tells when it has ended."""
    command = (sys.executable, "-m", "tests.bench.worker")
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    process = await asyncio.create_subprocess_exec(*command, **pipes)
    try:
        told, _ = await process.communicate(json.dumps(order).encode())
    finally:
        if process.returncode is None:
            process.kill()
    return json.loads(told)


async def in_real_time(ledger: Ledger, url: str, telegram: str, workers: int) -> Walked:
    broadcast_id, deliveries = await ledger.broadcast(), len(ledger.people)
    order = {
        "url": url,
        "telegram": telegram,
        "token": TOKEN,
        "key": KEY.hex(),
        "broadcast": str(broadcast_id),
        "rate": PAID_RATE,
        "quarter": max(1, deliveries // workers // 4),
    }
    reports = await asyncio.gather(*(work(order) for _ in range(workers)))
    await ledger.books_balance()
    times = "SELECT extract(epoch FROM max(settled_at) - min(granted_at))::float, count(*)"
    done = f"{times} FROM delivery WHERE state = 2 AND broadcast_id = :it"
    [(seconds, sent)] = await ledger.rows(done, it=broadcast_id)
    assert sent == deliveries
    await ledger.does("TRUNCATE broadcast CASCADE")
    say(f"{workers} worker(s): {sent} deliveries in {seconds:.1f} s")
    return sent / seconds, reports


async def in_simulated_time(ledger: Ledger) -> list[Row]:
    people = len(ledger.people)
    begun = time.monotonic()
    submitted = await ledger.submits()
    freezing = time.monotonic() - begun
    await ledger.approves(submitted)
    # What was sent in real time may have spent the budget of what is later on this clock.
    await ledger.does("UPDATE budget SET tat = 'epoch', held_until = 'epoch'")
    telegram = Telegram(ledger.engine, Clock(), refuses_after=people // 2, wait=WAIT)
    took = await walk_in_simulated_time(ledger, submitted.id, telegram)
    await ledger.books_balance()
    minutes, least = took.total_seconds() / 60, (people / USUAL_RATE + WAIT) / 60
    return [
        Row(f"Freezing {people:,} recipients", f"{short(freezing)}, {people / freezing:,.0f}/s"),
        Row(
            f"{people:,} people at {USUAL_RATE}/s with a 429 of {WAIT} s, on a simulated clock",
            f"{minutes:.1f} minutes",
            f"the limit itself {least:.1f} minutes",
            minutes / least,
        ),
    ]


def told(alone: list[dict], one: list[Walked], two: list[Walked]) -> list[Row]:
    """The medians of the turns."""
    bare = statistics.median(it["sent"] / it["seconds"] for it in alone)
    ours, both = (statistics.median(speed for speed, _ in walked) for walked in (one, two))
    reports = [report for _, (report,) in one]
    each, its = (
        statistics.median(1000 * it["cpu"] / it["sent"] for it in of) for of in (reports, alone)
    )
    last = reports[-1]
    quarters = last["memory"]
    return [
        Row(
            "Deliveries, one worker",
            f"{ours:.0f}/s, {last['statements'] / last['sent']:.3f} statements each",
            f"python-telegram-bot alone, nothing stored {bare:.0f}/s",
            ours / bare,
        ),
        Row(
            "CPU of one worker, a delivery",
            f"{each:.2f} ms",
            f"python-telegram-bot alone, nothing stored {its:.2f} ms",
            each / its,
        ),
        Row("Deliveries, two workers", f"{both:.0f}/s", f"one {ours:.0f}/s", both / ours),
        Row(
            f"A worker's memory after {last['sent']:,} deliveries",
            f"{quarters[-1]:.0f} MB",
            f"after a quarter of them {quarters[0]:.0f} MB",
            quarters[-1] / quarters[0],
        ),
    ]


async def measure_in(
    url: str, telegram: str, deliveries: int, crowd: int, turns: int = TURNS
) -> list[Row]:
    engine = async_engine(url)
    ledger = await open_ledger(engine, Keyring(KEY))
    ids = await Line(telegram, NAME).crowd(deliveries)
    await ledger.settle_people(ids)
    alone, one, two = [], [], []
    async with asyncio.timeout(PATIENCE):
        for _ in range(turns):
            alone.append(await work({"telegram": telegram, "token": TOKEN, "people": ids}))
            one.append(await in_real_time(ledger, url, telegram, 1))
            two.append(await in_real_time(ledger, url, telegram, 2))
    await ledger.settle_people(range(crowd - deliveries))
    async with asyncio.timeout(PATIENCE):
        rows = told(alone, one, two) + await in_simulated_time(ledger)
    await engine.dispose()
    return rows


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def reachable(telegram: str) -> None:
    port = int(telegram.rpartition(":")[2])
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                return writer.close()


@contextmanager
def simulator() -> Iterator[str]:
    """A process of its own, so that it costs the workers nothing but the processor."""
    port = free_port()
    bots = [Bot(TOKEN, NAME, "Pulso Consular")]
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=simulate, args=(bots,), kwargs={"port": port}, daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.join()


async def measure() -> list[Row]:
    with database() as server, simulator() as telegram:
        await reachable(telegram)
        return await measure_in(server.url, telegram, DELIVERIES, CROWD)


if __name__ == "__main__":
    show(measure)
