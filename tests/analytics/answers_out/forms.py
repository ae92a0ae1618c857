"""A form with every kind of column, in two versions, and people who answered it."""

from datetime import UTC, date, datetime

from analytics.answers_out import Book
from db.submissions import Submission
from surveys import Survey, Value, load

FIRST = """
| survey |
| | type | name | label::Español (es) | label::English (en) |
| | select_one nivel | satisfaccion | ¿Está satisfecho? | Are you satisfied? |
| | begin_group | visita | Su visita | Your visit |
| | select_one tema | tema | ¿Qué trámite? | Which service? |
| | select_multiple tema | mejoras | ¿Qué mejorar? | What to improve? |
| | integer | veces | ¿Cuántas veces? | How often? |
| | end_group | | | |
| | text | comentario | ¿Algo más? | Anything else? |
| | note | gracias | Gracias | Thanks |
| choices |
| | list_name | name | label::Español (es) | label::English (en) |
| | nivel | 5 | Muy satisfecho/a | Very satisfied |
| | nivel | 4 | Satisfecho/a | Satisfied |
| | nivel | 3 | Ni lo uno ni lo otro | Neither |
| | nivel | 2 | Insatisfecho/a | Dissatisfied |
| | nivel | 1 | Muy insatisfecho/a | Very dissatisfied |
| | nivel | na | No aplica | Not applicable |
| | tema | pasaporte | Pasaporte | Passport |
| | tema | dni | DNI | ID card |
| settings |
| | form_id | version | default_language |
| | todo-tipo | 1 | Español (es) |
"""
SECOND = (
    FIRST.replace("todo-tipo | 1 ", "todo-tipo | 2 ")
    .replace("| | note |", "| | date | dia | ¿Qué día? | Which day? |\n| | note |")
    .replace("| | tema | pasaporte |", "| | tema | visa | Visa | Visa |\n| | tema | pasaporte |")
    .replace("¿Algo más?", "¿Algo que añadir?")
)


def survey(text: str) -> Survey:
    loaded = load(text.encode(), ".md")
    assert isinstance(loaded, Survey), [str(it) for it in loaded]
    return loaded


def book(*texts: str) -> Book:
    return Book([survey(it) for it in texts or (FIRST, SECOND)])


def submission(number: int = 1, **answers: Value | None) -> Submission:
    return Submission(
        id=f"{number:032x}",
        respondent=f"{number + 1000:032x}",
        version="2",
        language="es",
        consulate="MAD",
        service=None,
        month=date(2026, 11, 1),
        entry_kind="wall",
        wave=None,
        disposition="complete",
        submitted_at=datetime(2026, 11, 23, 15, 4, 5, 678, tzinfo=UTC),
        answers=answers,
    )


ANA = {
    "satisfaccion": "5",
    "tema": "visa",
    "mejoras": ("dni", "visa"),
    "veces": -2,
    "comentario": "¡Muy bien!",
    "dia": "2026-11-20",
}
LUIS = {"satisfaccion": "na", "tema": None, "mejoras": None, "comentario": "=1+1"}
