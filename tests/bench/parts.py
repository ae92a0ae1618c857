"""The processes of an installation, started and watched until each does what it is there for."""

import base64
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from db.keyring import Keyring
from deploy import demo, settings
from deploy.database import Database, claim
from deploy.processes import Processes
from deploy.serving import SIMULATED_STAFF_TOKEN, SIMULATED_TOKEN, STAFF_NAME
from tests.bench.broadcast import free_port

KEY = bytes(range(32))
READY_WITHIN = 120.0  # seconds; so that a measurement ends by itself
GLANCE = 0.02
_WORKERS = "SELECT coalesce(max(id), 0) FROM procrastinate_workers"


@dataclass(frozen=True)
class Scene:
    """Where an installation is: its database, its folder, and three free ports."""

    url: str
    folder: Path
    telegram: str
    bot: str
    web: str

    @property
    def environment(self) -> dict[str, str]:
        ports = {
            f"PULSO_{name}_PORT": address.rpartition(":")[2]
            for name, address in (
                ("SIMULATOR", self.telegram),
                ("BOT", self.bot),
                ("WEB", self.web),
            )
        }
        return ports | {
            "PULSO_DATABASE_URL": self.url,
            "PULSO_DATA": str(self.folder),
            "PULSO_KEY": base64.b64encode(KEY).decode(),
            "PULSO_HOST": "127.0.0.1",
            "PULSO_TELEGRAM_API": self.telegram,
            "PULSO_CITIZEN_TOKEN": SIMULATED_TOKEN,
            "PULSO_STAFF_TOKEN": SIMULATED_STAFF_TOKEN,
            "PULSO_CITIZENS_ADDRESS": self.telegram,
            "PULSO_WEBHOOK_URL": f"{self.bot}/telegram",
            "PULSO_WEBHOOK_SECRET": "s" * 32,
        }


async def set_scene(url: str, folder: Path) -> Scene:
    """With everything in the database that a demonstration has before its people come."""
    ports = [f"http://127.0.0.1:{free_port()}" for _ in range(3)]
    scene = Scene(url, folder, *ports)
    await claim(url, settings.load(scene.environment), "demonstration")
    stage = await demo._set(Database(url, Keyring(KEY)), 0)
    await stage.engine.dispose()
    return scene


# Asked before the start; the answer tells whether it is ready since then.
Watch = Callable[[Scene], Callable[[], bool]]


@dataclass(frozen=True)
class Part:
    """A process, the libraries whose bare import it is held against, and when it is ready."""

    name: str
    command: tuple[str, ...]
    libraries: str
    watch: Watch


def _answers(address: Callable[[Scene], str]) -> Watch:
    def watch(scene: Scene) -> Callable[[], bool]:
        return lambda: _got(address(scene)) is not None

    return watch


def _asks(scene: Scene) -> Callable[[], bool]:
    """It has asked Telegram for updates."""
    began = time.monotonic()
    url = f"{scene.telegram}/sim/{STAFF_NAME}/calls?method=getUpdates"
    return lambda: any(call["at"] > began for call in json.loads(_got(url) or "[]"))


def _works(scene: Scene) -> Callable[[], bool]:
    """It is registered as one that takes jobs."""

    def newest() -> int:
        with psycopg.connect(scene.url.replace("+psycopg", "")) as connection:
            return connection.execute(_WORKERS).fetchone()[0]

    before = newest()
    return lambda: newest() > before


def _got(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - loopback
            return answer.read()
    except (urllib.error.URLError, OSError):
        return None


SIMULATOR = Part("the simulator", ("simulator",), "aiogram", _answers(lambda it: it.telegram))
OTHERS = (
    Part("the citizens' bot", ("bot",), "aiogram", _answers(lambda it: f"{it.bot}/health")),
    Part("the staff bot", ("staff", "serve"), "telegram.ext", _asks),
    Part("the worker", ("worker",), "telegram.ext, procrastinate", _works),
    Part(
        "the planners' web", ("web",), "fastapi, pandas", _answers(lambda it: f"{it.web}/health")
    ),
)
PARTS = (SIMULATOR, *OTHERS)


@contextmanager
def processes(scene: Scene) -> Iterator[Processes]:
    with Processes(scene.folder / "logs") as started:
        yield started


def start(scene: Scene, beside: Processes, *parts: Part) -> float:
    """Seconds until all of them are ready."""
    waiting = [part.watch(scene) for part in parts]
    begun = time.monotonic()
    for part in parts:
        beside.start(part.name, part.command, None, scene.environment)
    while waiting := [is_ready for is_ready in waiting if not is_ready()]:
        beside.check()
        assert time.monotonic() - begun < READY_WITHIN, beside.parts[-1].last_words()
        time.sleep(GLANCE)
    return time.monotonic() - begun


def python(code: str) -> str:
    """What a bare interpreter prints."""
    command = (sys.executable, "-c", code)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
