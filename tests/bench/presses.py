"""What a press costs, and how many a second our bot bears: `python -m tests.bench.presses`.

Our bot with its database, beside an aiogram bot, tuned as ours, that makes two calls a press and
stores nothing, and beside aiohttp alone, in turns. Then our bot at rising load until it breaks.
"""

import asyncio
import os
import statistics
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from bot.citizen import webhook
from db import consulates, entries, installation
from db import surveys as versions
from db.engine import async_engine
from db.keyring import Keyring
from db.transaction import clock, transaction
from surveys import load
from tests.bench.crowd import ENTRY, Crowd, Walked, ask_all, at_full_speed, at_rate, warm_up
from tests.bench.database import database
from tests.bench.table import Row, say, show

KEY = bytes(range(32))
TOKEN = "100001:SIMULADOR-presses"  # noqa: S105 - says so itself
FORM = Path(__file__).parents[2] / "surveys/library/satisfaccion-consular.xlsx"
KINDS = ("floor", "aiogram", "ours")
PEOPLE = 300
TURNS, SECONDS = 5, 4.0
RATES = (25, 50, 100, 150, 200, 250, 300, 400, 500, 700, 1000)  # updates a second
AT_EACH = 10.0  # seconds
LATE = 5.0  # seconds: nobody waits longer for the next question
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What so many updates took of the processor, in seconds."""

    updates: int
    bot: float
    database: float

    @property
    def alone(self) -> float:
        """Updates per second of the bot's own processor."""
        return self.updates / self.bot

    @property
    def together(self) -> float:
        return self.updates / (self.bot + self.database)


async def furnish(database_url: str) -> None:
    engine, keyring, workbook = async_engine(database_url), Keyring(KEY), FORM.read_bytes()
    async with transaction(engine) as session:
        await installation.claim(session, keyring, "demonstration")
        await consulates.load(session, consulates.read())
        survey = load(workbook, ".xlsx")
        await versions.publish(session, survey, workbook, now=await clock(session))
        session.add(entries.Entry(code=ENTRY, consulate="MAD", service="pasaporte"))
    await engine.dispose()


@asynccontextmanager
async def subject(*order: str) -> AsyncIterator[tuple[int, str]]:
    """The measured process: its id, and where it listens."""
    command = (sys.executable, "-m", "tests.bench.subject", *order)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe)
    try:
        port = int(await process.stdout.readline())
        yield process.pid, f"http://127.0.0.1:{port}{webhook.PATH}"
    finally:
        process.terminate()
        await process.wait()


def cpu(*pids: int) -> float:
    """Seconds of processor that these processes have used, with their ended children."""
    return sum(sum(map(int, _stat(pid)[11:15])) for pid in pids) / TICKS


def _stat(pid: int) -> list[str]:
    """What the kernel tells of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


async def postmaster(database_url: str) -> int:
    """The parent of the process that serves a connection."""
    engine = async_engine(database_url)
    async with engine.connect() as connection:
        pid = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    parent = int(_stat(pid)[1])
    await engine.dispose()
    return parent


def family(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *map(int, children)]


async def costs(url: str, turns: int, seconds: float) -> dict[str, list[Cost]]:
    """Of each kind of bot, turn by turn."""
    server = await postmaster(url)
    found: dict[str, list[Cost]] = {kind: [] for kind in KINDS}
    async with AsyncExitStack() as stack:
        bots = {}
        for kind in found:
            crowd = Crowd(PEOPLE, ["t:AbCdEfGhIjKl:c:0"] if kind == "floor" else [])
            telegram = await stack.enter_async_context(crowd.listening())
            order = {"floor": (), "aiogram": (TOKEN, telegram)}.get(
                kind, (TOKEN, telegram, url, KEY.hex())
            )
            bots[kind] = (crowd, *await stack.enter_async_context(subject(kind, *order)))
            await warm_up(crowd, bots[kind][2])
        for _ in range(turns):
            for kind, (crowd, pid, address) in bots.items():
                await ask_all(crowd, address)
                before = cpu(pid), cpu(*family(server))
                walked = await at_full_speed(crowd, address, seconds)
                used = cpu(pid) - before[0], cpu(*family(server)) - before[1]
                found[kind].append(Cost(len(walked.answered), *used))
                say(kind, f"{found[kind][-1].alone:.0f} updates per CPU-second")
    return found


def compared(found: dict[str, list[Cost]]) -> Iterator[Row]:
    floor, bare = ([it.alone for it in found[kind]] for kind in ("floor", "aiogram"))
    ours = [it.alone for it in found["ours"]]
    together = [it.together for it in found["ours"]]
    lone = "a bare aiogram bot, two calls and nothing stored"
    yield _row("Presses per CPU-second of our bot", ours, lone, bare)
    yield _row("the same, the database's processor counted too", together, lone, bare)
    yield _row("Presses per CPU-second of that bare aiogram bot", bare, "aiohttp alone", floor)


def _row(what: str, these: Sequence[float], beside: str, those: Sequence[float]) -> Row:
    ratio = statistics.median(one / other for one, other in zip(these, those, strict=True))
    this, that = statistics.median(these), statistics.median(those)
    return Row(what, f"{this:,.0f}", f"{beside}: {that:,.0f}", ratio)


async def rising(url: str, rates: Sequence[float], seconds: float) -> list[Row]:
    """Replies at each rate, until one in twenty comes late or an update is turned away."""
    crowd, rows = Crowd(2 * PEOPLE), []
    order = (TOKEN, url, KEY.hex())
    async with (
        crowd.listening() as telegram,
        subject("ours", order[0], telegram, *order[1:]) as (pid, address),
    ):
        await warm_up(crowd, address)
        for rate in rates:
            before = cpu(pid)
            walked = await at_rate(crowd, address, rate, seconds)
            busy = (cpu(pid) - before) / walked.seconds
            rows.append(_told(rate, walked, busy))
            say(rows[-1].what, rows[-1].measured, rows[-1].beside)
            if walked.refused or percentile(walked.answered, 95) > LATE:
                break
    return rows


def percentile(seconds: Sequence[float], of: int) -> float:
    return statistics.quantiles(seconds, n=100)[of - 1]


def _told(rate: float, walked: Walked, busy: float) -> Row:
    answered, shown = (
        " ".join(f"{1000 * percentile(times, of):,.0f}" for of in (50, 95, 99))
        for times in (walked.answered, walked.shown)
    )
    broke = f"; {walked.refused:,} turned away or not sent" if walked.refused else ""
    if percentile(walked.answered, 95) > LATE:
        broke += "; broken: the bot's one processor" if busy > 0.9 else "; broken: the machine"
    return Row(
        f"Replies at {rate:,.0f} updates/s: p50 p95 p99",
        f"{answered} ms",
        f"next question seen {shown} ms; bot's processor {100 * busy:.0f} %{broke}",
    )


async def measure_in(
    url: str, turns: int = TURNS, seconds: float = SECONDS, rates: Sequence[float] = RATES
) -> list[Row]:
    await furnish(url)
    rows = list(compared(await costs(url, turns, seconds)))
    return rows + await rising(url, rates, AT_EACH if turns > 1 else seconds)


async def measure() -> list[Row]:
    with database() as server:
        return await measure_in(server.url)


if __name__ == "__main__":
    show(measure)
