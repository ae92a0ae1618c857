"""`pulso demo`: everything that has landed, on this machine alone, with invented data."""

import asyncio
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.simulator.line import Line
from db import consulates as network
from db import entries, units
from db.engine import async_engine
from db.surveys import CONSULAR
from db.transaction import transaction
from deploy import database, generator, invented_office, loading
from deploy.generated_register import fill_register
from deploy.generated_visits import fill_visits
from deploy.loading_plan import load_units
from deploy.processes import PartDiedError, Processes
from deploy.scripted import play_a_citizen
from deploy.serving import (
    CITIZENS_NAME,
    SIMULATED_STAFF_TOKEN,
    SIMULATED_TOKEN,
    STAFF_NAME,
    refuse_real_tokens,
)
from deploy.settings import LOCAL, SettingError, Settings
from surveys import Survey

_READY_WITHIN = 60.0  # seconds; a cold disk is slow
_ENTRY = "MAD-DEMOSTRACION"  # the code on the wall of the consulate in Madrid
_COMMUNITY = "satisfaccion-comunidades"
_OTHER_ENTRY = "MAD-COMUNIDAD"  # a link that the consulate sends to those it supported
_ELSE = 10  # of so many invented people one answers that survey


@dataclass(frozen=True)
class Stage:
    """What the demonstration needs once its database is ready."""

    engine: AsyncEngine
    opened: database.Database
    fielded: Sequence[tuple[Survey, int]]  # and how many invented people answer each


def run(settings: Settings, people: int, *, once: bool) -> None:
    """Runs until Ctrl-C, or with *once* until the scripted citizen is done; both end well.

    Raises:
        SettingError: it cannot start here, or a part of it stopped.
    """
    refuse_real_tokens(settings)
    settings = replace(settings, host=LOCAL)
    begun = time.monotonic()
    _need_ports(settings)
    _end_like_ctrl_c()
    try:
        with database.address(settings) as url:
            asyncio.run(_perform(settings, url, begun, people, once=once))
    except PartDiedError as died:
        raise SettingError(str(died)) from None
    except KeyboardInterrupt:
        click.echo("Todo quedó detenido.")


def _end_like_ctrl_c() -> None:
    """Whoever stops us or closes the terminal gets the clean stop as well.

    A shell starts what it sends to the background deaf to Ctrl-C; we hear it nevertheless.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda *_: signal.raise_signal(signal.SIGINT))


async def _perform(settings: Settings, url: str, begun: float, people: int, *, once: bool) -> None:
    opened = await database.claim(url, settings, "demonstration", create_key=True)
    stage = await _set(opened, people)
    with Processes(settings.data / "logs") as parts:
        try:
            _start(parts, settings, url)
            await parts.wait_until_ready(_READY_WITHIN)
            line = Line(_telegram(settings), CITIZENS_NAME)
            await invented_office.settle_neighbours(line, stage.engine, opened.keyring)
            await _show(settings, stage, parts, begun, once=once)
        except asyncio.CancelledError:
            click.echo("\nDeteniendo todo…")
            raise
        finally:
            await stage.engine.dispose()


async def _set(opened: database.Database, people: int) -> Stage:
    workbooks = [loading.Workbook.read(it) for it in sorted(loading.LIBRARY.glob("*.xlsx"))]
    engine = async_engine(opened.url)
    async with transaction(engine) as session:
        if not await network.every(session):  # a corrected network stays corrected
            await loading.load_consulates(session, network.NETWORK)
        if not await units.every(session):
            await load_units(session, units.UNITS)
        for workbook in workbooks:
            await loading.publish_workbook(session, workbook)
        for entry in _entries():
            await session.merge(entry)
        await invented_office.open_office(session, opened.keyring)
    numbers = {CONSULAR: people, _COMMUNITY: people // _ELSE}
    surveys = {it.survey.form_id: it.survey for it in workbooks}
    return Stage(engine, opened, [(surveys[form], it) for form, it in numbers.items()])


def _entries() -> Iterator[entries.Entry]:
    yield entries.Entry(code=_ENTRY, consulate="MAD", service="pasaporte")
    yield entries.Entry(code=_OTHER_ENTRY, consulate="MAD", form_id=_COMMUNITY)


def _start(parts: Processes, settings: Settings, url: str) -> None:
    telegram = _telegram(settings)
    bot = f"http://{LOCAL}:{settings.bot_port}"
    shared: Mapping[str, str] = {
        "PULSO_DATABASE_URL": url,
        "PULSO_DATA": str(settings.data),
        "PULSO_HOST": LOCAL,
        "PULSO_TELEGRAM_API": telegram,
        "PULSO_CITIZEN_TOKEN": SIMULATED_TOKEN,
    }
    parts.start("simulator", ["simulator"], telegram, shared)
    parts.start(
        "bot",
        ["bot"],
        f"{bot}/health",
        {
            **shared,
            "PULSO_WEBHOOK_URL": f"{bot}/telegram",
            "PULSO_WEBHOOK_SECRET": secrets.token_urlsafe(32),
        },
    )
    parts.start(
        "staff",
        ["staff", "serve"],
        None,
        {
            **shared,
            "PULSO_STAFF_TOKEN": SIMULATED_STAFF_TOKEN,
            "PULSO_CITIZENS_ADDRESS": f"{telegram}/?bot={CITIZENS_NAME}",
        },
    )
    parts.start("worker", ["worker"], None, shared)
    parts.start("web", ["web"], f"http://{LOCAL}:{settings.web_port}/health", shared)


async def _show(
    settings: Settings, stage: Stage, parts: Processes, begun: float, *, once: bool
) -> None:
    telegram = _telegram(settings)
    if once:
        await _fill_with_people(stage, parts)
        await play_a_citizen(telegram, CITIZENS_NAME, _ENTRY, stage.opened.url)
        return
    click.echo(
        f"\nPulso Consular está listo ({time.monotonic() - begun:.0f} s).\n\n"
        f"  Dos teléfonos: Rosa, ciudadana, y Carmen, que prepara la visita del consulado:\n"
        f"    {telegram}/?chats={CITIZENS_NAME}:Rosa:ciudadana,"
        f"{STAFF_NAME}:{invented_office.OPERATOR}:consulado\n"
        f"  El teléfono de Luis, que aprueba los avisos:\n"
        f"    {telegram}/?bot={STAFF_NAME}&person={invented_office.APPROVER}\n"
        f"  Chat de una persona, desde el código en la pared de Madrid:\n"
        f"    {telegram}/?bot={CITIZENS_NAME}&start={_ENTRY}\n"
        f"  Otra encuesta, la de los servicios a la comunidad:\n"
        f"    {telegram}/?bot={CITIZENS_NAME}&person=Rosa&start={_OTHER_ENTRY}\n"
        f"  Páginas de los planificadores:\n"
        f"    http://{LOCAL}:{settings.web_port}/\n\n"
        "Nada sale de este equipo. Los datos son de demostración. Ctrl-C para terminar.\n"
    )
    await _fill(stage, parts)
    while True:
        parts.check()
        await asyncio.sleep(1)


async def _fill(stage: Stage, parts: Processes) -> None:
    await fill_visits(stage.engine)
    await fill_register(stage.engine)
    await _fill_with_people(stage, parts)


async def _fill_with_people(stage: Stage, parts: Processes) -> None:
    in_place, before = sys.stdout.isatty(), 0
    total = sum(people for _, people in stage.fielded)
    for survey, people in stage.fielded:
        async for done in generator.fill(stage.engine, stage.opened.keyring, survey, people):
            parts.check()
            line = f"Datos de demostración: {before + done} de {total} entrevistas"
            if in_place:
                click.echo(f"\r{line}", nl=False)
            elif (before + done) % 1000 == 0:
                click.echo(line)
        before += people
    click.echo(("\n" if in_place else "") + "Los datos de demostración están cargados.")


def _telegram(settings: Settings) -> str:
    return f"http://{LOCAL}:{settings.simulator_port}"


def _need_ports(settings: Settings) -> None:
    """One clear line for a busy port, before anything has started."""
    ports = {
        "PULSO_SIMULATOR_PORT": settings.simulator_port,
        "PULSO_BOT_PORT": settings.bot_port,
        "PULSO_WEB_PORT": settings.web_port,
    }
    if len(set(ports.values())) < len(ports):
        raise SettingError(f"{', '.join(ports)} deben ser puertos distintos. [puerto-repetido]")
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((LOCAL, port))
                continue
        raise SettingError(
            f"El puerto {port} está ocupado. Cierre el otro programa, o use otro puerto: "
            f"{name}={port + 100} make run. [puerto-ocupado]"
        )
