"""How long each process takes until it is ready: ``python -m tests.bench.start``.

Beside it the bare import of its libraries, in turns. The database is there already, as in an
installation that runs; how long the embedded one takes is told apart.
"""

import statistics
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from tests.bench.database import database, folder, opened
from tests.bench.parts import OTHERS, SIMULATOR, Part, Scene, processes, python, set_scene, start
from tests.bench.table import Row, say, show
from tests.bench.timing import seconds, short

TURNS = 3


def of_parts(scene: Scene, others: Sequence[Part] = OTHERS, turns: int = TURNS) -> list[Row]:
    """The simulator is started anew each turn too, and stays for the others."""
    parts = (SIMULATOR, *others)
    imports = {part.libraries: partial(python, f"import {part.libraries}") for part in parts}
    works = {"pass": partial(python, "pass")} | imports
    took: dict[str, list[float]] = {name: [] for name in (*works, *(it.name for it in parts))}
    for _ in range(turns):
        for name, work in works.items():
            took[name].append(seconds(work))
        with processes(scene) as telegram:
            took[SIMULATOR.name].append(start(scene, telegram, SIMULATOR))
            for part in others:
                with processes(scene) as alone:
                    took[part.name].append(start(scene, alone, part))
        say("all were started once")
    at = {name: statistics.median(times) for name, times in took.items()}
    return [
        Row("Start of Python itself", short(at["pass"])),
        *(_beside_its_libraries(part, at) for part in parts),
    ]


def _beside_its_libraries(part: Part, at: Mapping[str, float]) -> Row:
    took, bare = at[part.name], at[part.libraries]
    beside = f"import {part.libraries} {short(bare)}"
    return Row(f"Start of {part.name}", short(took), beside, took / bare)


def of_database(turns: int = TURNS) -> list[Row]:
    with folder() as made:
        data = made / "postgres"
        making, *starting = (_opening(data) for _ in range(turns + 1))
    took = statistics.median(starting)
    return [
        Row("Making and starting the embedded database", short(making)),
        Row(
            "Starting it again", short(took), f"making and starting {short(making)}", took / making
        ),
    ]


def _opening(data: Path) -> float:
    begun = time.perf_counter()
    with opened(data):
        return time.perf_counter() - begun


async def measure() -> list[Row]:
    with database() as server, folder() as made:
        return of_parts(await set_scene(server.url, made)) + of_database()


if __name__ == "__main__":
    show(measure)
