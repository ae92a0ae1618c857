"""Questions that the published survey does not ask: a form, and what is said in its chat."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from babel.dates import format_date

from db import surveys as versions
from db.transaction import clock, transaction
from surveys import Survey, load
from tests.conversations.conftest import furnish, inhabited
from tests.conversations.forms import workbook
from tests.conversations.test_golden import GOLDEN, keep, perform, read

FORMS = GOLDEN / "questions"
BEGAN = "SELECT (started_at AT TIME ZONE 'Europe/Madrid')::date FROM interview"


@pytest.fixture
def asking(telegram, async_engine, keyring):
    """A town whose people are asked the form of that name."""

    @asynccontextmanager
    async def asked(name):
        await furnish(async_engine, keyring)
        published = workbook((FORMS / f"{name}.md").read_text("utf-8"))
        survey = load(published, ".xlsx")
        assert isinstance(survey, Survey), survey
        async with transaction(async_engine) as session:
            await versions.publish(session, survey, published, now=await clock(session))
        async with inhabited(telegram, async_engine, keyring) as town:
            yield town

    return asked


@pytest.mark.parametrize("name", sorted(path.stem for path in FORMS.glob("*.md")))
async def test_the_conversation_goes_as_written(asking, name):
    transcript = f"{FORMS.name}/{name}.txt"
    comments, acts, expected = read(transcript)
    async with asking(name) as town:
        said = await perform(town, town.person("Rosa"), acts)
    if not keep(transcript, comments, said):
        assert said == expected


@pytest.mark.parametrize(
    ("presses", "days_ago"),
    [
        pytest.param(["▸ Hoy"], lambda _: 0, id="today"),
        pytest.param(["▸ Ayer"], lambda _: 1, id="yesterday"),
        pytest.param(["ayer"], lambda _: 1, id="typed"),
        pytest.param(["▸ 📅 Otro día", "▸ 1"], lambda it: it.day - 1, id="this-month"),
        pytest.param(["▸ 📅 Otro día", "▸ ◀", "▸ ▶", "▸ 1"], lambda it: it.day - 1, id="turned"),
    ],
)
async def test_a_day_is_pressed_or_named_as_seen_from_the_consulate(asking, presses, days_ago):
    async with asking("every_kind") as town:
        person = await town.begun("Rosa")
        await perform(town, person, ["5", *presses])
        (began,) = await town.one(BEGAN)
        meant = format_date(began - timedelta(days_ago(began)), "long", locale="es")
        assert f"Anotamos: {meant}." in await person.transcript()


@pytest.mark.parametrize(
    ("acts", "at"),
    [
        pytest.param(["5"], "dia", id="a-day"),
        pytest.param(["5", "hoy", "15:30"], "nota", id="a-range"),
        pytest.param(["5", "hoy", "15:30", "10"], "pago", id="an-amount"),
    ],
)
async def test_an_altered_button_breaks_nothing(asking, acts, at):
    async with asking("every_kind") as town:
        person = await town.begun("Rosa")
        await perform(town, person, acts)
        shown = (await person.messages())[-1]
        (_, data), *_ = shown.buttons
        turn = data.split(":")[1]
        for altered in (
            "g:",
            "g:-1",
            "g:x",
            "g:9999-12",
            "h:",
            "y:",
            "y:zzz",
            "m:0",
            "c:99",
            "c:-1",
        ):
            await person.press_stale(shown.id, f"t:{turn}:{altered}")
            await town.settle()
        assert await town.rows("SELECT at FROM interview") == [(at,)]
        assert await town.rows("SELECT count(*) FROM dead_letter") == [(0,)]
