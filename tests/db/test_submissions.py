"""Interviews on their way out: a few in memory at a time, of one moment, as they count."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, text

from db import submissions
from db.submissions import Wanted
from surveys import Chosen, Typed
from tests.db.conftest import ANA, open_desk

EARLY = datetime(2026, 7, 1, 2, tzinfo=UTC)  # still June in America
WITH_CLOCK = """
| survey |
| | type | name | label | relevant | calculation |
| | select_one nivel | satisfaccion | ¿Está satisfecho? | | |
| | select_one nivel | julio | ¿Y en julio? | today() >= date('2026-07-01') | |
| | calculate | dia | | | today() |
| | text | comentario | ¿Algo más? | | |
| choices |
| | list_name | name | label |
| | nivel | 5 | Muy satisfecho/a |
| | nivel | 4 | Satisfecho/a |
| | nivel | 3 | Ni lo uno ni lo otro |
| | nivel | 2 | Insatisfecho/a |
| | nivel | 1 | Muy insatisfecho/a |
| settings |
| | form_id | version | default_language |
| | con-reloj | 1 | Español (es) |
"""


@pytest.fixture
def reading(engine) -> Iterator[Connection]:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection


@pytest.fixture
async def seven(desk) -> Wanted:
    """Seven people who answered, each with words of their own."""
    for number in range(7):
        await desk.begins(100 + number, "MAD")
        replies = (Chosen(("5",)), Chosen(("dni",)), Chosen(("4",)), Chosen(("dni",)), Typed("2"))
        await desk.answers(*replies, Typed(f"Soy {number}"), person=100 + number)
    return Wanted([desk.survey])


@pytest.mark.parametrize("batch", [1, 3, 7, 1000])
def test_however_few_are_fetched_at_a_time_each_comes_once_with_its_own_words(
    seven, reading, keyring, monkeypatch, batch
):
    monkeypatch.setattr(submissions, "_BATCH", batch)
    found = list(submissions.read(reading, keyring, seven))
    assert submissions.count(reading, seven) == 7
    assert {it.answers["comentario"] for it in found} == {f"Soy {it}" for it in range(7)}
    assert {it.answers["eco"] for it in found} == {f"dijo: Soy {it}" for it in range(7)}
    assert len({it.id for it in found}) == len({it.respondent for it in found}) == 7
    assert {it.month for it in found} == {date(2026, 11, 1)}


def test_they_lie_with_the_server_until_they_are_needed(seven, reading, keyring, monkeypatch):
    monkeypatch.setattr(submissions, "_BATCH", 1)
    people = submissions.read(reading, keyring, seven)
    cursors = text("SELECT count(*) FROM pg_cursors WHERE name <> ''")
    assert reading.execute(cursors).scalar_one() == 0
    next(people)
    assert reading.execute(cursors).scalar_one() == 1
    assert len(list(people)) == 6
    assert reading.execute(cursors).scalar_one() == 0


def test_whoever_answers_meanwhile_is_in_neither_the_number_nor_the_file(
    seven, reading, engine, keyring
):
    assert submissions.count(reading, seven) == 7
    with engine.begin() as other:
        other.execute(text("DELETE FROM answer"))
    assert len(list(submissions.read(reading, keyring, seven))) == 7


async def test_a_form_that_asks_the_clock_is_read_by_the_day_it_was_answered(
    async_engine, engine, keyring
):
    desk = await open_desk(async_engine, keyring, WITH_CLOCK.encode(), ".md")
    for person, office in ((ANA, "NYC"), (ANA + 1, "TYO")):
        await desk.begins(person, office, now=EARLY)
        await desk.answers(Chosen(("5",)), person=person, now=EARLY)
    await desk.answers(Chosen(("4",)), person=ANA + 1, now=EARLY)
    with engine.connect() as connection:
        found = list(submissions.read(connection, keyring, Wanted([desk.survey])))
    told = {it.consulate: (it.answers.get("julio"), it.answers["dia"]) for it in found}
    assert told == {"NYC": (None, "2026-06-30"), "TYO": ("4", "2026-07-01")}
