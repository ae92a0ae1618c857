"""Both bots on one database without HTTP, with the consular network, visits and four of staff."""

from collections.abc import Iterator

import pytest

from tests.conversations.conftest import furnish, furnished, telegram
from tests.secluded import secluded_in
from tests.staff.conftest import ADELA, CARMEN, LUIS, PEDRO
from tests.threats.ministry import Ministry

__all__ = ["furnished", "telegram"]  # fixtures

# Carmen writes in Madrid, Luis approves there, Adela administers; Pedro writes in Barcelona.
STAFF = (CARMEN, LUIS, ADELA, PEDRO)


@pytest.fixture
def ministry(url, keyring) -> Iterator[Ministry]:
    """For tests of many presses, which are not asynchronous themselves."""
    with secluded_in(url, keyring) as world:
        world.do(furnish(world.engine, keyring))
        made = world.do(Ministry.opened(world))
        for one in STAFF:
            world.do(made.hires(*one))
        yield made
        world.do(made.close())
