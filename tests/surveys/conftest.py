"""Forms written as the tables of a Markdown page, and the workbooks of the library."""

from pathlib import Path

import pytest

from surveys import Survey, load

LIBRARY = Path(__file__).parents[2] / "surveys" / "library"

CHOICES = """
| choices |
| | list_name | name | label |
| | nivel | 5 | Muy satisfecho/a |
| | nivel | 4 | Satisfecho/a |
| | nivel | 3 | Ni satisfecho/a ni insatisfecho/a |
| | nivel | 2 | Insatisfecho/a |
| | nivel | 1 | Muy insatisfecho/a |
| | nivel | na | No aplica |
| | fruta | manzana | Manzana |
| | fruta | mango | Mango |
| | fruta | limon | Limón, verde o amarillo |
"""
SETTINGS = """
| settings |
| | form_id | form_title | version | default_language |
| | prueba | Prueba | 1 | Español (es) |
"""
HEADLINE = "| | select_one nivel | satisfaccion | ¿Está satisfecho? |"


@pytest.fixture
def sheets():
    """The text of a form: the survey sheet's heading and rows, and the usual other sheets."""

    def write(*rows: str, header: str = "| | type | name | label |", others: str = "") -> bytes:
        return "\n".join(["| survey |", header, *rows, others or CHOICES + SETTINGS]).encode()

    return write


@pytest.fixture
def survey(sheets):
    """A loaded form: a headline, then the rows given."""

    def read(*rows: str, header: str = "| | type | name | label |") -> Survey:
        loaded = load(sheets(HEADLINE, *rows, header=header), ".md")
        assert isinstance(loaded, Survey), [str(problem) for problem in loaded]
        return loaded

    return read


@pytest.fixture
def problems(sheets):
    """The problems of a form, as code, sheet, row and column."""

    def read(*rows: str, header: str = "| | type | name | label |", others: str = ""):
        loaded = load(sheets(HEADLINE, *rows, header=header, others=others), ".md")
        assert not isinstance(loaded, Survey), "this form was accepted"
        return [(it.code, it.sheet, it.row, it.column) for it in loaded]

    return read


@pytest.fixture(scope="session")
def consular() -> Survey:
    loaded = load(LIBRARY / "satisfaccion-consular.xlsx")
    assert isinstance(loaded, Survey), [str(problem) for problem in loaded]
    return loaded
