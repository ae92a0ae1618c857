"""Clocks that are wrong or jump: time is the database's, and nothing is ever of a negative age."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import text
from telegram import Bot

from bot.staff.watching import Pace, Watcher
from tests.bot.citizen.test_calendar_file import ANNOUNCED, events, visit
from tests.conversations.conftest import inhabited
from tests.staff.affairs import agree, approved, drafts, hired, submitted, walk
from tests.staff.conftest import STAFF_TOKEN, office

__all__ = ["office"]  # a fixture

ROOT = Path(__file__).parents[2]
# Where decisions are stored; a process's own clock may only time out what it waits for.
SOURCES = [
    file
    for folder in ("bot", "db", "surveys", "analytics")
    for file in (ROOT / folder).rglob("*.py")
    if "simulator" not in file.parts
]
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
MODULES = {"datetime", "date", "time"}
JUMPS = [timedelta(minutes=5), timedelta(days=1)]
WALK = ("Satisfecho/a", "Muy satisfecho/a", "Omitir →", "Satisfecho/a")
SHIFTED = (
    "CREATE SCHEMA shifted",
    "CREATE TABLE shifted.ahead (seconds float NOT NULL)",
    "INSERT INTO shifted.ahead VALUES (0)",
    """CREATE FUNCTION shifted.now() RETURNS timestamptz STABLE LANGUAGE sql AS
        'SELECT pg_catalog.now() + make_interval(secs => seconds) FROM shifted.ahead'""",
    """DO $$ BEGIN EXECUTE format(
        'ALTER DATABASE %I SET search_path = shifted, pg_catalog, public', current_database()
    ); END $$""",
)


def asked(source: str) -> list[str]:
    """The calls that read the process's own clock."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        ast.unparse(call)
        for call in calls
        if isinstance(call, ast.Attribute)
        and call.attr in CLOCKS
        and isinstance(call.value, ast.Name)
        and call.value.id in MODULES
    ]


def test_nobody_asks_a_process_for_the_time():
    found = {str(file.relative_to(ROOT)): asked(file.read_text()) for file in SOURCES}
    assert len(found) > 100
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_whoever_did_would_be_found():
    """The negative control."""
    source = "now = datetime.now(UTC)\nday = date.today()\nat = time.time()\nx = time.monotonic()"
    assert asked(source) == ["datetime.now", "date.today", "time.time"]


@pytest.fixture
async def shiftable(furnished):
    """A database whose now() can be moved; new connections see it."""
    async with furnished.engine.begin() as connection:
        for statement in SHIFTED:
            await connection.execute(text(statement))
    await furnished.engine.dispose()
    return furnished


async def shift(town, by: timedelta) -> None:
    async with town.engine.begin() as connection:
        ahead = "UPDATE shifted.ahead SET seconds = :seconds"
        await connection.execute(text(ahead), {"seconds": by.total_seconds()})


@pytest.mark.parametrize("jump", [sign * it for it in JUMPS for sign in (1, -1)], ids=str)
async def test_a_survey_during_which_the_databases_clock_jumps(shiftable, keyring, jump):
    """Back and forth before each act: each answer is there, with the time it was given then."""
    async with inhabited(shiftable.telegram, shiftable.engine, keyring) as town:
        ana = town.person("Ana")
        await ana.start(town.entry)
        await town.settle()
        for number, label in enumerate(("Acepto y empiezo", *WALK)):
            await shift(town, jump if number % 2 else timedelta())
            await ana.press(label)
            await town.settle()
    answers = await town.rows("SELECT question, value FROM answer ORDER BY question")
    assert answers == [
        ("informacion", None),
        ("satisfaccion", "4"),
        ("servicio", "pasaporte"),
        ("tiempo", "4"),
        ("trato", "5"),
    ]
    ahead = "SELECT question, answered_at - pg_catalog.now() FROM answer"
    for question, age in await town.rows(ahead):
        expected = jump if question in {"satisfaccion", "informacion"} else timedelta()
        assert abs(age - expected) < timedelta(minutes=2), question


moments = some.timedeltas(timedelta(days=-40), timedelta(days=40)).map(ANNOUNCED.__add__)


@given(now=moments)
def test_a_calendar_entry_is_never_of_a_revision_below_the_first(now):
    assert all(it["sequence"] >= 0 for it in events(visit(), now))


@given(now=moments)
def test_a_visits_day_is_one_of_its_days_whatever_the_clock_says(now):
    assert visit().day_of(now) in visit().days


@given(jumps=some.lists(some.tuples(moments, some.integers(0, 1000)), min_size=1, max_size=20))
def test_a_pace_is_never_negative(jumps):
    pace = Pace()
    assert all(pace.of(settled, now) >= 0 for now, settled in jumps)


async def test_progress_is_told_although_a_clock_was_set_back(office):
    """Who was spoken to tomorrow, as it seems now, is not left alone until then."""
    carmen, luis, _ = await hired(office)
    await agree(office, 3)
    visit = await drafts(office)
    await submitted(office, carmen, visit)
    broadcast = await approved(office, luis, visit)
    async with Bot(STAFF_TOKEN, f"{office.telegram}/bot") as bot:
        watcher = Watcher(office.engine, office.keyring, bot)
        await watcher.look()
        for chat in watcher.spoken:
            watcher.spoken[chat] += timedelta(days=1)
        await walk(office, broadcast)
        await watcher.look()
    assert "Terminó" in await luis.transcript()


@given(now=moments)
def differ(now):
    assert (now - ANNOUNCED) // timedelta(minutes=1) >= 0


def test_an_age_that_is_only_a_difference_is_found_out():
    """The negative control: what the revision would be without its floor."""
    with pytest.raises(AssertionError):
        differ()
