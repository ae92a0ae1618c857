"""Both bots on one database without HTTP, with the consular network, visits and four of staff."""

from collections.abc import Iterator

import pytest
from sqlalchemy import make_url

from tests.conftest import migrated
from tests.conversations.conftest import furnish, furnished, telegram
from tests.secluded import secluded_in
from tests.staff.conftest import ADELA, CARMEN, LUIS, PEDRO
from tests.threats.ministry import Ministry

__all__ = ["furnished", "telegram"]  # fixtures

# Carmen writes in Madrid, Luis approves there, Adela administers; Pedro writes in Barcelona.
STAFF = (CARMEN, LUIS, ADELA, PEDRO)


@pytest.fixture(scope="session")
def peopled(server, template, keyring) -> Iterator[str]:
    """A database with all of them, to be copied: to furnish one takes longer than most tests."""
    with migrated(server, template) as url:
        with secluded_in(url, keyring) as world:
            world.do(furnish(world.engine, keyring))
            made = world.do(Ministry.opened(world))
            for one in STAFF:
                world.do(made.hires(*one))
            world.do(made.close())
        yield make_url(url).database or ""


@pytest.fixture
def ministry(server, peopled, keyring) -> Iterator[Ministry]:
    """For tests of many presses, which are not asynchronous themselves."""
    with migrated(server, peopled) as url, secluded_in(url, keyring) as world:
        made = world.do(Ministry.opened(world))
        yield made
        world.do(made.close())
