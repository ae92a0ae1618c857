"""The long-running processes: both bots, the worker, the planners' pages, the simulator."""

import asyncio
import errno
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import OperationalError, ProgrammingError

from db import installation, surveys
from db.engine import sync_engine
from db.installation import Kind
from db.surveys import CONSULAR
from deploy import database
from deploy.processes import leave_with_parent
from deploy.settings import SettingError, Settings
from surveys import Survey

SIMULATED_TOKEN = "100001:SIMULADOR-ciudadano-no-es-un-token-real"  # noqa: S105 - says so itself
CITIZENS_NAME = "PulsoConsularBot"
SIMULATED_STAFF_TOKEN = "100002:SIMULADOR-consulados-no-es-un-token-real"  # noqa: S105
STAFF_NAME = "PulsoConsuladosBot"


def citizens(settings: Settings) -> None:
    """Serves the citizens by webhook, or by asking where no webhook is set."""
    from bot.citizen import app

    token = settings.need_citizen_token()
    hook = None
    if settings.webhook_url and settings.webhook_secret:
        hook = app.Webhook(
            settings.webhook_url, settings.webhook_secret, settings.host, settings.bot_port
        )

    async def serve(url: str) -> None:
        opened = await database.claim(url, settings, _kind(token))
        await _need_survey(url, CONSULAR)
        await app.run(token, settings.telegram_api, opened.url, opened.keyring, hook)

    with database.address(settings) as url:
        _until_stopped(serve(url))


def staff(settings: Settings) -> None:
    """Serves the consulates' staff, who are few: by asking for updates."""
    from bot.staff import app
    from bot.staff.desk import House

    token, citizens_address = settings.need_staff_token(), settings.need_citizens_address()

    async def serve(url: str) -> None:
        opened = await database.claim(url, settings, _kind(token))
        survey = await _need_survey(url, CONSULAR)
        house = House(opened.keyring, survey, citizens_address)
        await app.run(token, settings.telegram_api, opened.url, house)

    with database.address(settings) as url:
        _until_stopped(serve(url))


def worker(settings: Settings) -> None:
    """Carries out approved broadcasts, with the token of the citizens' bot."""
    from bot.broadcasting import worker as broadcasting

    token = settings.need_citizen_token()

    async def serve(url: str) -> None:
        opened = await database.claim(url, settings, _kind(token))
        await broadcasting.run(token, settings.telegram_api, opened.url, opened.keyring)

    with database.address(settings) as url:
        _until_stopped(serve(url))


def planners(settings: Settings) -> None:
    import uvicorn

    from analytics.web.app import application

    # Once it has stopped well, uvicorn sends itself the signal again: that must not end us yet.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with database.address(settings) as url, suppress(KeyboardInterrupt):
        config = uvicorn.Config(
            application(sync_engine(url)),
            host=settings.host,
            port=settings.web_port,
            log_level="warning",
            server_header=False,
        )
        leave_with_parent()
        uvicorn.Server(config).run()


def simulated_telegram(settings: Settings) -> None:
    from bot.simulator import app
    from bot.simulator.bots import Bot

    refuse_real_tokens(settings)
    if settings.database_url:
        asyncio.run(_refuse_real_database(settings.database_url))
    bots = [
        Bot(SIMULATED_TOKEN, CITIZENS_NAME, "Pulso Consular"),
        Bot(SIMULATED_STAFF_TOKEN, STAFF_NAME, "Pulso Consulados"),
    ]
    _until_stopped(app.serve(bots, port=settings.simulator_port))


def refuse_real_tokens(settings: Settings) -> None:
    """Nothing simulated runs beside a bot of the real Telegram.

    Raises:
        SettingError: a token in the environment is not one of the simulator's.
    """
    tokens = {
        "PULSO_CITIZEN_TOKEN": (settings.citizen_token, SIMULATED_TOKEN),
        "PULSO_STAFF_TOKEN": (settings.staff_token, SIMULATED_STAFF_TOKEN),
    }
    for name, (given, simulated) in tokens.items():
        if given not in (None, simulated):
            raise SettingError(
                f"Hay un {name} verdadero: ni la demostración ni el Telegram simulado arrancan "
                "con él. Quítelo del entorno. [demostracion-sin-token]"
            )


async def _refuse_real_database(url: str) -> None:
    """The simulator itself uses none; whoever starts it here means another installation."""
    try:
        async with database.once(url) as session:
            kind = await installation.kind(session)
    except (OperationalError, ProgrammingError):  # away, or nobody's yet: nothing real is in it
        return
    if kind == "real":
        raise SettingError(
            "PULSO_DATABASE_URL lleva a una base de datos real: el Telegram simulado no arranca "
            "junto a ella. Quítela del entorno. [simulador-sin-base-real]"
        )


def _kind(token: str) -> Kind:
    simulated = token in {SIMULATED_TOKEN, SIMULATED_STAFF_TOKEN}
    return "demonstration" if simulated else "real"


async def _need_survey(url: str, form: str) -> Survey:
    """The newest version of *form*.

    Raises:
        SettingError: none is published.
    """
    async with database.once(url) as session:
        published = await surveys.published(session, form)
    if published:
        return surveys.read(published[0])
    from deploy.loading import LIBRARY

    raise SettingError(
        f"Todavía no se publicó ningún cuestionario «{form}». Publique el que viene con el "
        f"sistema: pulso survey publish {LIBRARY / form}.xlsx [falta-cuestionario]"
    )


def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Runs until SIGTERM or Ctrl-C, and lets the work clean up behind itself."""

    async def main() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, task.cancel)
        leave_with_parent()
        with suppress(asyncio.CancelledError):
            await task

    try:
        asyncio.run(main())
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SettingError(f"El puerto está ocupado: {error.strerror}. [puerto-ocupado]") from None
