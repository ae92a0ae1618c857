"""The entry says which survey is asked; without one it is the consular one."""

from io import BytesIO

import openpyxl

from db import entries
from db import surveys as versions
from db.transaction import clock, transaction
from surveys import load
from tests.conversations.conftest import LIBRARY

OTHER = "prueba-comunidades"
FORMS = (
    "SELECT interview.form_id, answer.form_id, value FROM answer"
    " JOIN interview ON id = interview_id"
)


def another() -> bytes:
    """The consular workbook under another name, which asks about a Council."""
    book = openpyxl.load_workbook(LIBRARY / "satisfaccion-consular.xlsx")
    settings, survey = book["settings"], book["survey"]
    place = [cell.value for cell in settings[1]].index("form_id") + 1
    settings.cell(2, place).value = OTHER
    label = next(cell.column for cell in survey[1] if cell.value == "label::Español (es)")
    name = next(cell.column for cell in survey[1] if cell.value == "name")
    (headline,) = (row for row in survey.iter_rows() if row[name - 1].value == "satisfaccion")
    headline[label - 1].value = "¿Qué tan satisfecho está con su Consejo?"
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


async def opened(town) -> str:
    """The code of an entry that leads to another survey, published while the bot is at work."""
    workbook = another()
    async with transaction(town.engine) as session:
        await versions.publish(session, load(workbook), workbook, now=await clock(session))
        entry = await entries.open_entry(
            session, "MAD", form_id=OTHER, service=None, service_date=None
        )
        return entry.code


async def test_an_entry_leads_to_its_own_survey(town):
    ana = town.person("Ana")
    await ana.start(await opened(town))
    await town.settle()
    await ana.press("Acepto y empiezo")
    await ana.reads("su Consejo")
    await ana.press("Satisfecho/a")
    await town.settle()
    assert await town.rows(FORMS) == [(OTHER, OTHER, "4")]


async def test_whoever_comes_by_another_entry_is_asked_the_consular_one(town):
    await opened(town)
    ana = await town.begun("Ana")
    assert "su Consejo" not in await ana.transcript()
    assert await town.rows("SELECT form_id FROM interview") == [("satisfaccion-consular",)]
