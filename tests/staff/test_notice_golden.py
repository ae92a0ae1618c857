"""Golden transcripts of notices: what each colleague reads, from handing in to the last edit."""

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from telegram import Bot

from bot.simulator.person import Person
from bot.staff.presses import PREVIEW, SHARE, WITHDRAW
from bot.staff.watching import Rhythm, Watcher
from db.deliveries import DeliveryState
from tests.staff.affairs import (
    agree,
    broadcast_of,
    changes,
    drafts,
    hired,
    presses,
    walk,
)
from tests.staff.conftest import STAFF_TOKEN, Office

GOLDEN = Path(__file__).parent / "golden"
# Buttons of a visit's overview, which is not on the screen here.
_PRESSED = {
    PREVIEW: "Ver cómo lo leerán",
    SHARE: "Enlace y código QR",
    WITHDRAW: "Cancelar la visita",
}
_CHANGING = (
    (re.compile(r"/start \S+"), "/start CODIGO"),
    (
        re.compile(r"http://127\.0\.0\.1:\d+/\?bot=\w+&start=\S+"),
        "https://t.me/PruebaBot?start=CODIGO",
    ),
    (re.compile(r"▸ (\w+):\S+ \(botón que ya no está\)"), lambda it: f"▸ {_PRESSED[it[1]]}"),
)
BAD = (DeliveryState.FAILED, "bad_text")
BLOCKED = (DeliveryState.BLOCKED, None)


@dataclass
class Stage:
    """Whoever watches is told after each act, never meanwhile: the order is always the same."""

    office: Office
    carmen: Person
    luis: Person
    watcher: Watcher

    async def does(self, person, *labels: str) -> None:
        for label in labels:
            await person.press(label)
            await self._settle()

    async def says(self, person, words: str) -> None:
        await person.say(words)
        await self._settle()

    async def presses(self, person, act: str, subject) -> None:
        await presses(self.office, person, act, subject)
        await self._settle()

    async def walk(self, visit, *outcomes, most: int = 1000) -> None:
        broadcast = await broadcast_of(self.office, visit)
        await walk(self.office, broadcast, *outcomes, most=most)
        await self._settle()

    async def both(self, words: str) -> None:
        for person in (self.carmen, self.luis):
            await person.reads(words)

    async def follow(self, visit, *steps: str) -> None:
        """Both watch it go on after each step, to its end."""
        for words in steps:
            await self.both(words)
            await self.walk(visit)
        await self.both("Terminó")

    async def _settle(self) -> None:
        await self.office.settle()
        await self.watcher.look()


async def approving(stage, carmen, luis):
    """Carmen sees her notice and hands it in; Luis reads it word for word and approves."""
    await agree(stage.office, 3)
    visit = await drafts(stage.office)
    await stage.presses(carmen, PREVIEW, visit.id)
    await stage.does(carmen, "Pedir la aprobación")
    await luis.reads("Espera aprobación")
    await stage.does(luis, "Leer y decidir", "Aprobar y enviar")
    await stage.follow(visit, "Enviados: 0 de 3")


async def rejecting(stage, carmen, luis):
    """Luis sends it back with a reason, which Carmen reads as it was typed."""
    await agree(stage.office, 3)
    visit = await drafts(stage.office)
    await stage.presses(carmen, PREVIEW, visit.id)
    await stage.does(carmen, "Pedir la aprobación")
    await luis.reads("Espera aprobación")
    await stage.does(luis, "Leer y decidir", "Devolver")
    await stage.says(luis, "Falta decir <si> hay cajero & a qué hora")
    await carmen.reads("se devolvió sin aprobar")
    await luis.reads("Se devolvió sin aprobar")


async def going(stage, carmen, luis):
    """It goes out, is paused, resumed, and fails for some, who are sent it again."""
    visit = await announced(stage, 40)
    await stage.does(carmen, "Pausar")
    await stage.both("En pausa")
    await stage.does(luis, "Reanudar")
    await carmen.reads("En curso")
    await stage.walk(visit, BAD, BLOCKED, BAD)
    await stage.both("Terminó")
    await stage.does(luis, "Enviar otra vez a los que fallaron")
    await stage.both("Faltan: 2")
    await stage.walk(visit)
    await stage.both("Enviados: 39 de 40")


async def stopping(stage, carmen, _luis):
    """Carmen stops a notice that has gone to one person of three."""
    visit = await announced(stage, 3)
    await stage.walk(visit, most=1)
    await stage.both("Enviados: 1 de 3")
    await stage.does(carmen, "Detener", "Sí, detenerlo")
    await stage.both("Detenido")


async def correcting(stage, carmen, luis):
    """A change of an announced visit edits what was delivered and is told in a new message."""
    visit = await announced(stage, 2)
    await stage.walk(visit)
    await stage.both("Terminó")
    change = await changes(stage.office, visit, place="Centro Cívico, calle Real 1")
    await stage.presses(carmen, PREVIEW, change.id)
    await stage.does(carmen, "Pedir la aprobación")
    await luis.reads("Espera aprobación")
    await stage.does(luis, "Leer y decidir", "Aprobar y enviar")
    await stage.follow(visit, "Mensajes y correcciones: 0 de 4", "Mensajes y correcciones: 2 de 4")


async def cancelling(stage, carmen, luis):
    """An announced visit is cancelled by one, approved by another, and told to those who knew."""
    visit = await announced(stage, 2)
    await stage.walk(visit)
    await stage.both("Terminó")
    await stage.presses(carmen, WITHDRAW, visit.id)
    await stage.does(carmen, "Sí, cancelar la visita")
    await luis.reads("Espera aprobación")
    await stage.does(luis, "Leer y decidir", "Aprobar y enviar")
    await stage.follow(visit, "Mensajes y correcciones: 0 de 4", "Mensajes y correcciones: 2 de 4")


async def sharing(stage, carmen, _luis):
    """What can be posted elsewhere of an announced visit."""
    visit = await announced(stage, 0)
    await stage.presses(carmen, SHARE, visit.id)
    await carmen.reads("Para el día de la visita")


SCENES = (approving, rejecting, going, stopping, correcting, cancelling, sharing)


@pytest.mark.parametrize("scene", SCENES, ids=lambda it: it.__name__)
async def test_each_reads_what_is_written(office, scene):
    carmen, luis, _ = await hired(office)
    async with Bot(STAFF_TOKEN, f"{office.telegram}/bot") as bot:
        watcher = Watcher(office.engine, office.keyring, bot, Rhythm(quiet=timedelta()))
        await scene(Stage(office, carmen, luis, watcher), carmen, luis)
    lines = [f"# {scene.__doc__}"]
    for person in (carmen, luis):
        said = await person.transcript()
        for changing, fixed in _CHANGING:
            said = changing.sub(fixed, said)
        lines += ["", f"=== {person.name}", since_welcome(said)]
    path, written = GOLDEN / f"notice_{scene.__name__}.txt", "\n".join([*lines, ""])
    if os.environ.get("PULSO_GOLDEN") == "write":
        path.write_text(written, "utf-8")
    assert written == path.read_text("utf-8")


def since_welcome(said: str) -> str:
    """The welcome has tests of its own."""
    return said.partition("/ayuda: esta ayuda\n")[2].rstrip()


async def announced(stage, people: int):
    """A visit whose notice is on its way, and both watch it."""
    carmen, luis = stage.carmen, stage.luis
    await agree(stage.office, people)
    visit = await drafts(stage.office)
    await stage.presses(carmen, PREVIEW, visit.id)
    await stage.does(carmen, "Pedir la aprobación")
    await luis.reads("Espera aprobación")
    await stage.does(luis, "Leer y decidir", "Aprobar y enviar")
    await stage.both(f"Enviados: 0 de {people}" if people else "No había a quién avisar")
    return visit
