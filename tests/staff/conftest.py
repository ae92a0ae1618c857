"""The staff's line in one process: simulator with both bots, the staff bot, the database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.polling import poll
from bot.simulator.app import start
from bot.simulator.bots import Bot as SimulatedBot
from bot.simulator.people import User
from bot.simulator.person import Person
from bot.staff import app
from bot.staff.desk import House
from bot.staff.routes import KINDS
from db import consulates, installation, staff
from db import surveys as versions
from db.keyring import Keyring
from db.staff import Role
from db.transaction import clock, transaction
from surveys import Survey, load

LIBRARY = Path(__file__).parents[2] / "surveys" / "library"
CITIZENS_TOKEN = "100001:SIMULADOR-ciudadanos"  # noqa: S105 - says so itself
STAFF_TOKEN = "100002:SIMULADOR-consulados"  # noqa: S105
CITIZENS_NAME, STAFF_NAME = "PruebaBot", "PruebaConsuladosBot"

# Three people in every case: who may, the colleague of another consulate, the stranger.
CARMEN = ("Carmen", Role.OPERATOR, ["MAD"])
LUIS = ("Luis", Role.APPROVER, ["MAD"])
PEDRO = ("Pedro", Role.OPERATOR, ["BCN"])
ADELA = ("Adela", Role.ADMINISTRATOR, ["MAD"])


@dataclass
class Office:
    """A simulated Telegram with the staff bot in it, on a database with the consular network."""

    telegram: str
    engine: AsyncEngine
    keyring: Keyring
    survey: Survey
    duty: AsyncExitStack  # the bot, until it is closed

    async def restarts(self) -> None:
        """The bot ends, and another one begins on the same database."""
        await self.duty.aclose()
        await self.duty.enter_async_context(on_duty(self))

    async def hires(self, name: str, role: Role, scope: list[str]) -> Person:
        """A member who has joined by an invitation."""
        code = await self.invites(name, role, scope)
        person = self.person(name)
        await person.start(code)
        await self.settle()
        return person

    async def invites(self, name: str, role: Role, scope: list[str]) -> str:
        async with transaction(self.engine) as session:
            return await staff.invite(
                session,
                self.keyring,
                telegram_id=User(name, "es").id,
                name=name,
                role=role,
                consulates=scope,
                now=await clock(session),
            )

    def person(self, name: str, bot: str = STAFF_NAME) -> Person:
        return Person(self.telegram, bot, name)

    async def settle(self, within: float = 10.0) -> None:
        """Returns when Telegram has nothing left to deliver to the staff bot."""
        deadline = asyncio.get_running_loop().time() + within
        async with aiohttp.ClientSession() as client:
            while True:
                url = f"{self.telegram}/bot{STAFF_TOKEN}/getWebhookInfo"
                async with client.get(url) as response:
                    pending = (await response.json())["result"]["pending_update_count"]
                if pending == 0:
                    return
                if asyncio.get_running_loop().time() > deadline:
                    raise TimeoutError(f"{pending} updates are still pending")
                await asyncio.sleep(0.005)  # between two looks; the condition decides

    async def rows(self, sql: str, **values: object):
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(sql), values)]


@pytest.fixture
async def office(async_engine, keyring) -> AsyncIterator[Office]:
    workbook = (LIBRARY / "satisfaccion-consular.xlsx").read_bytes()
    survey = load(workbook, ".xlsx")
    assert isinstance(survey, Survey), survey
    async with transaction(async_engine) as session:
        await installation.claim(session, keyring, "demonstration")
        offices = [it for it in consulates.read() if isinstance(it, consulates.Consulate)]
        await consulates.load(session, offices)
        await versions.publish(session, survey, workbook, now=await clock(session))
    telegram = await start(
        [
            SimulatedBot(CITIZENS_TOKEN, CITIZENS_NAME, "Pulso Consular"),
            SimulatedBot(STAFF_TOKEN, STAFF_NAME, "Pulso Consulados"),
        ]
    )
    async with AsyncExitStack() as duty:
        opened = Office(telegram.url, async_engine, keyring, survey, duty)
        await duty.enter_async_context(on_duty(opened))
        yield opened
    await telegram.close()


@asynccontextmanager
async def on_duty(office: Office) -> AsyncIterator[None]:
    """The staff bot at work."""
    application = app.connect(STAFF_TOKEN, office.telegram)
    await application.initialize()
    house = House(office.keyring, office.survey, f"{office.telegram}/?bot={CITIZENS_NAME}")
    door = app.door(application, office.engine, house)
    polling = asyncio.create_task(poll(app.asking(application), door, KINDS))
    yield
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling
    await application.shutdown()
