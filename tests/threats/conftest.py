"""Both bots on one database without HTTP, with the consular network, visits and four of staff."""

import asyncio
from collections.abc import Iterator

import pytest

from db.engine import async_engine as connect
from db.entries import Entry
from db.transaction import clock, transaction
from tests.conversations.conftest import Secluded, furnish, furnished, telegram
from tests.staff.conftest import ADELA, CARMEN, LUIS, PEDRO
from tests.threats.ministry import Ministry

__all__ = ["furnished", "telegram"]  # fixtures

# Carmen writes in Madrid, Luis approves there, Adela administers; Pedro writes in Barcelona.
STAFF = (CARMEN, LUIS, ADELA, PEDRO)


@pytest.fixture
def ministry(url, keyring) -> Iterator[Ministry]:
    """For tests of many presses, which are not asynchronous themselves."""
    world = Secluded(asyncio.new_event_loop(), url, connect(url), keyring)

    async def prepare() -> None:
        await furnish(world.engine, keyring)
        async with transaction(world.engine) as session:
            session.add(Entry(code="BCN-OTRA", consulate="BCN"))
            await clock(session)

    world.do(prepare())
    made = world.do(Ministry.opened(world))
    for one in STAFF:
        world.do(made.hires(*one))
    yield made
    world.do(made.close())
    world.do(world.engine.dispose())
    world.loop.close()
