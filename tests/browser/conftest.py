"""One browser and one Pulso for all these tests; each opens its own page, as its own person."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, async_playwright, expect

from bot.simulator.app import start
from bot.simulator.bots import Bot as SimulatedBot
from db.engine import async_engine as connect
from surveys import Survey, load
from tests.analytics.conftest import filled, network, record, visited
from tests.browser.chromium import MISSING, NO_OTHER_HOST, chromium
from tests.browser.puppet import Puppet, puppet_show
from tests.browser.watch import Watch
from tests.conftest import migrated
from tests.conversations import conftest as citizens
from tests.staff import conftest as staff

__all__ = ["filled", "network", "record", "visited"]  # fixtures
Opened = Callable[..., Awaitable[Watch]]
PARTING = 30  # seconds


@pytest.fixture(scope="session", autouse=True)
def chromium_path() -> str:
    path = chromium()
    if path is None:
        pytest.skip(MISSING)
    return path


@pytest.fixture(scope="session")
async def browser(chromium_path) -> AsyncIterator[Browser]:
    expect.set_options(timeout=15_000)  # patience on a busy machine
    async with async_playwright() as driver:
        opened = await driver.chromium.launch(executable_path=chromium_path, args=[NO_OTHER_HOST])
        yield opened
        with suppress(TimeoutError):  # one that will not end is killed with its driver
            async with asyncio.timeout(PARTING):
                await opened.close()


@pytest.fixture
async def opened(browser) -> AsyncIterator[Opened]:
    """Opens an address in a browser without history; everything is closed at the end."""
    async with AsyncExitStack() as stack:

        async def opened(address: str, **options: object) -> Watch:
            watch = await Watch.open(browser, **options)
            stack.push_async_callback(watch.close)
            await watch.page.goto(address)
            return watch

        yield opened


@pytest.fixture
async def puppet() -> AsyncIterator[Puppet]:
    async with puppet_show() as puppet:
        yield puppet


@dataclass(frozen=True)
class Pulso:
    """Both bots at work in one simulated Telegram."""

    town: citizens.Town
    office: staff.Office

    def citizen(self, name: str, start: str = "") -> str:
        """The address of a citizen's phone, by a link that carries *start*."""
        link = f"&start={start}" if start else ""
        return f"{self.town.telegram}/?bot={citizens.NAME}&person={name}{link}"

    def member(self, name: str) -> str:
        """The address of the phone of somebody of the staff."""
        return f"{self.town.telegram}/?bot={staff.STAFF_NAME}&person={name}"

    def pair(self, citizen: str, member: str) -> str:
        chats = f"{citizens.NAME}:{citizen}:ciudadana,{staff.STAFF_NAME}:{member}:consulado"
        return f"{self.town.telegram}/?chats={chats}"


@pytest.fixture(scope="session")
async def pulso(server, template, keyring) -> AsyncIterator[Pulso]:
    survey = load((citizens.LIBRARY / "satisfaccion-consular.xlsx").read_bytes(), ".xlsx")
    assert isinstance(survey, Survey), survey
    telegram = await start(
        [
            SimulatedBot(citizens.TOKEN, citizens.NAME, "Pulso Consular"),
            SimulatedBot(staff.STAFF_TOKEN, staff.STAFF_NAME, "Pulso Consulados"),
        ]
    )
    with migrated(server, template) as url:
        engine = connect(url)
        await citizens.furnish(engine, keyring)
        async with AsyncExitStack() as duty:
            office = staff.Office(telegram.url, engine, keyring, survey, duty)
            town = await duty.enter_async_context(
                citizens.inhabited(telegram.url, engine, keyring, citizens.called)
            )
            await duty.enter_async_context(staff.on_duty(office))
            yield Pulso(town, office)
            async with asyncio.timeout(PARTING):
                await duty.aclose()
        await engine.dispose()
        await telegram.close()
