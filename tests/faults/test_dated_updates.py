"""An update that says it is of yesterday or tomorrow: that decides nothing, and it counts once."""

import time
from datetime import timedelta

import pytest

from tests.conversations.test_webhook import message, post
from tests.faults.test_clock import shift, shiftable

__all__ = ["shiftable"]  # a fixture
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STORED = "SELECT question, score FROM answer WHERE score IS NOT NULL"
# What is stored of an update, with how far from the real time that is.
AGES = """
    SELECT abs(extract(epoch FROM at - pg_catalog.now()))::float FROM (
        SELECT max(at) AS at FROM seen_update UNION ALL SELECT max(answered_at) FROM answer
    ) AS stored
"""


async def comes_dated(town, knock, age: timedelta) -> list[float]:
    """Her «5», dated so long ago, delivered twice: how far from now what is stored of it is."""
    update = message(3, "5")
    update["message"]["date"] = int(time.time() - age.total_seconds())
    for _ in range(2):
        assert (await post(knock, update)).status == 200
    assert await town.rows(STORED) == [("satisfaccion", 5)]
    assert "Pregunta 2 de 8" in (await town.person("Rosa").messages())[-1].text
    return [age for (age,) in await town.rows(AGES)]


@pytest.mark.parametrize("age", [25 * HOUR, 6 * DAY, -HOUR / 12, -2 * DAY, -3650 * DAY], ids=str)
async def test_it_is_stored_with_our_own_time_and_counts_once(asked, knock, age):
    assert max(await comes_dated(asked, knock, age)) < 120


async def test_a_time_that_is_not_ours_is_found_out(shiftable, asked, knock):
    """The negative control: had its date decided, what is stored would be a day away."""
    await shift(shiftable, DAY)
    assert min(await comes_dated(asked, knock, timedelta())) > 0.9 * DAY.total_seconds()
