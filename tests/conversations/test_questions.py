"""Golden transcripts of questions that the published survey does not ask: a form, and its chat."""

import pytest

from db import surveys as versions
from db.transaction import clock, transaction
from surveys import Survey, load
from tests.conversations.conftest import furnish, inhabited
from tests.conversations.forms import workbook
from tests.conversations.test_golden import GOLDEN, keep, perform, read

FORMS = GOLDEN / "questions"


@pytest.mark.parametrize("name", sorted(path.stem for path in FORMS.glob("*.md")))
async def test_the_conversation_goes_as_written(telegram, async_engine, keyring, name):
    await furnish(async_engine, keyring)
    published = workbook((FORMS / f"{name}.md").read_text("utf-8"))
    survey = load(published, ".xlsx")
    assert isinstance(survey, Survey), survey
    async with transaction(async_engine) as session:
        await versions.publish(session, survey, published, now=await clock(session))
    transcript = f"{FORMS.name}/{name}.txt"
    comments, acts, expected = read(transcript)
    async with inhabited(telegram, async_engine, keyring) as town:
        said = await perform(town, town.person("Rosa"), acts)
    if not keep(transcript, comments, said):
        assert said == expected
