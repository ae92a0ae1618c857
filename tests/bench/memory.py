"""How much memory each process holds: ``python -m tests.bench.memory``.

Once it is ready, and after a little work, beside a bare import of its libraries. The server of the
database is many processes that share; of these each page is counted once (PSS).
"""

import asyncio
import re
import urllib.request
from pathlib import Path

from bot.simulator.line import Line
from bot.simulator.person import Person
from db.engine import async_engine
from db.keyring import Keyring
from db.server import Server
from deploy import demo, scripted
from deploy.invented_office import OPERATOR
from deploy.serving import CITIZENS_NAME, STAFF_NAME
from tests.bench.database import database, folder
from tests.bench.parts import (
    KEY,
    OTHERS,
    PARTS,
    SIMULATOR,
    Scene,
    processes,
    python,
    set_scene,
    start,
)
from tests.bench.table import Row, show
from tests.broadcasts.ledger import open_ledger

PEOPLE = 5  # who answer a whole survey
DELIVERIES = 50
PATIENCE = 120.0  # seconds
_SETTLED = "SELECT count(*) FROM delivery WHERE state NOT IN (0, 1)"
_OWN = "print(open('/proc/self/smaps_rollup').read())"


def resident(rollup: str, kind: str = "Rss") -> float:
    """MB, of what the kernel says of a process."""
    found = re.search(rf"^{kind}:\s+(\d+) kB", rollup, re.MULTILINE)
    assert found, rollup
    return int(found[1]) * 1024 / 1e6


def rollup(pid: int) -> str:
    return Path(f"/proc/{pid}/smaps_rollup").read_text()


def of_database(server: Server) -> float:
    first = (server.home.cluster / "postmaster.pid").read_text().split()[0]
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return sum(resident(rollup(int(it)), "Pss") for it in (first, *children))


async def work(scene: Scene) -> None:
    """A little of everything."""
    for number in range(PEOPLE):
        await _answer(Person(scene.telegram, CITIZENS_NAME, f"Vecina {number}"))
    carmen = Person(scene.telegram, STAFF_NAME, OPERATOR)
    for command in ("/ayuda", "/visitas", "/datos"):
        await carmen.say(command)
        await carmen.reads("", PATIENCE)
    for page in ("/", "/?by=consulate", "/?objective=3.2"):
        await asyncio.to_thread(_read, scene.web + page)
    await _send(scene)


async def _answer(citizen: Person) -> None:
    await citizen.start(demo._ENTRY)
    await citizen.reads("Cancillería", PATIENCE)
    await citizen.press("Acepto y empiezo")
    await citizen.reads("Pregunta 1", PATIENCE)
    for label in (*scripted._WALK, *scripted._REST):
        await citizen.press(label)
        await citizen.reads("Pregunta", PATIENCE)
    await citizen.say("Gracias a ustedes.")
    await citizen.reads("Gracias", PATIENCE)


def _read(page: str) -> None:
    with urllib.request.urlopen(page, timeout=PATIENCE) as answer:  # noqa: S310 - loopback
        answer.read()


async def _send(scene: Scene) -> None:
    engine = async_engine(scene.url)
    ledger = await open_ledger(engine, Keyring(KEY))
    await ledger.settle_people(await Line(scene.telegram, CITIZENS_NAME).crowd(DELIVERIES))
    await ledger.broadcast()
    while await ledger.rows(_SETTLED) != [(DELIVERIES,)]:  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.1)
    await engine.dispose()


async def measure_in(server: Server, url: str, made: Path) -> list[Row]:
    scene = await set_scene(url, made)
    bare = {it.libraries: resident(python(f"import {it.libraries}; {_OWN}")) for it in PARTS}
    with processes(scene) as started:
        start(scene, started, SIMULATOR)
        start(scene, started, *OTHERS)
        pids = {part.name: part.process.pid for part in started.parts}
        ready = {name: resident(rollup(pid)) for name, pid in pids.items()}
        idle = of_database(server)
        async with asyncio.timeout(PATIENCE):
            await work(scene)
        after = {name: rollup(pid) for name, pid in pids.items()}
        busy = of_database(server)
    rows = [Row("Memory of Python itself", f"{resident(python(_OWN)):.0f} MB")]
    for part in PARTS:
        now, alone = resident(after[part.name]), bare[part.libraries]
        told = f"{ready[part.name]:.0f} MB, after some work {now:.0f} MB"
        share = resident(after[part.name], "Pss")
        beside = f"import {part.libraries} {alone:.0f} MB"
        rows.append(
            Row(f"Memory of {part.name}", f"{told} (PSS {share:.0f} MB)", beside, now / alone)
        )
    told = f"PSS {idle:.0f} MB, after some work {busy:.0f} MB"
    return [*rows, Row("Memory of the embedded database with all its processes", told)]


async def measure() -> list[Row]:
    with database() as server, folder() as made:
        return await measure_in(server, server.url, made)


if __name__ == "__main__":
    show(measure)
