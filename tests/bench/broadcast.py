"""How fast broadcasts leave: `make bench`. Loopback only, stops by itself within minutes.

In real time through the simulator, at the paid rate, with one worker and with two; and a hundred
thousand people at the usual rate, on a clock that jumps.
"""

import asyncio
import json
import multiprocessing
import os
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path

from bot.simulator.app import run as simulate
from bot.simulator.bots import Bot
from bot.simulator.line import Line
from db import schema
from db.engine import async_engine, sync_engine
from db.keyring import Keyring
from db.server import Refusal, open_server
from tests.broadcasts.ledger import NAME, TOKEN, Ledger, open_ledger
from tests.broadcasts.simulated import Clock, Telegram, walk_in_simulated_time

DELIVERIES = 20_000
CROWD = 100_000  # on the clock that jumps
PAID_RATE = 1_000  # messages a second, so 200 in one grant
PATIENCE = 600  # seconds for any one measurement
KEY = bytes(range(32))


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201 - this is what it is for


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


async def in_real_time(ledger: Ledger, url: str, telegram: str, workers: int) -> float:
    """Deliveries a second."""
    broadcast_id = await ledger.broadcast()
    order = {
        "url": url,
        "telegram": telegram,
        "token": TOKEN,
        "key": KEY.hex(),
        "broadcast": str(broadcast_id),
        "rate": PAID_RATE,
        "quarter": DELIVERIES // workers // 4,
    }
    reports = await asyncio.gather(*(work(order) for _ in range(workers)))
    await ledger.books_balance()
    times = "SELECT extract(epoch FROM max(settled_at) - min(granted_at))::float, count(*)"
    done = f"{times} FROM delivery WHERE state = 2 AND broadcast_id = :it"
    [(seconds, sent)] = await ledger.rows(done, it=broadcast_id)
    assert sent == DELIVERIES
    speed = DELIVERIES / seconds
    say(f"{workers} worker(s): {speed:.0f} deliveries/s")
    for it in reports:
        each = it["statements"] / max(it["sent"], 1)
        memory = " ".join(f"{megabytes:.0f}" for megabytes in it["memory"])
        say(f"  {it['sent']} sent, {each:.3f} statements each, {it['cpu']:.0f} s of CPU")
        say(f"  memory after each quarter of its share: {memory} MB")
    await ledger.does("TRUNCATE broadcast CASCADE")
    return speed


async def in_simulated_time(ledger: Ledger) -> None:
    begun = time.monotonic()
    submitted = await ledger.submits()
    say(f"{CROWD} people frozen in {time.monotonic() - begun:.1f} s")
    await ledger.approves(submitted)
    clock = Clock()
    telegram = Telegram(ledger.engine, clock, refuses_after=CROWD // 2, wait=30)
    took = await walk_in_simulated_time(ledger, submitted.id, telegram)
    await ledger.books_balance()
    minutes = took.total_seconds() / 60
    say(f"{CROWD} people at 25/s with a 429 of 30 s: {minutes:.1f} minutes (at most 75)")
    say(f"  simulated in {time.monotonic() - begun:.0f} s")
    assert minutes <= 75


async def measure(url: str, telegram: str) -> None:
    engine = async_engine(url)
    ledger = await open_ledger(engine, Keyring(KEY))
    async with asyncio.timeout(PATIENCE):
        await ledger.settle_people(await Line(telegram, NAME).crowd(DELIVERIES))
        one, two = [await in_real_time(ledger, url, telegram, it) for it in (1, 2)]
        say(f"two workers against one: {two / one:.2f}")
    await ledger.settle_people(range(CROWD - DELIVERIES))
    async with asyncio.timeout(PATIENCE):
        await in_simulated_time(ledger)
    await engine.dispose()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def reachable(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                return writer.close()


def main() -> None:
    say(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    folder = Path(tempfile.mkdtemp(prefix="pulso-bench-"))
    folder.chmod(0o755)  # as root the server is another account, which must get in
    server = open_server(folder / "postgres")
    assert not isinstance(server, Refusal), server
    port = free_port()
    bots = [Bot(TOKEN, NAME, "Pulso Consular")]
    context = multiprocessing.get_context("spawn")
    simulator = context.Process(target=simulate, args=(bots,), kwargs={"port": port}, daemon=True)
    try:
        with server:
            engine = sync_engine(server.url)
            schema.migrate(engine)
            engine.dispose()
            simulator.start()
            asyncio.run(reachable(port))
            asyncio.run(measure(server.url, f"http://127.0.0.1:{port}"))
    finally:
        simulator.terminate()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
