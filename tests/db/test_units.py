"""Units come from a file that planners correct and load again; records hang on them."""

import csv
import io

import pytest

from db import consulates, units
from db.csv_table import RowProblem
from db.transaction import transaction
from db.units import Unit

OPE = {"code": "OPE", "name": "", "directo": "1.0 1.12", "subsidiario": "", "source": "plan"}
ADP = OPE | {"code": "ADP", "name": "Academia Diplomática", "source": "por verificar"}


@pytest.fixture
def read(tmp_path):
    def read(*rows: dict[str, str]):
        out = io.StringIO()
        writer = csv.DictWriter(out, Unit.model_fields)
        writer.writeheader()
        writer.writerows(rows)
        file = tmp_path / "unidades.csv"
        file.write_text(out.getvalue())
        return units.read(file)

    return read


def places(problems):
    assert all(isinstance(it, RowProblem) for it in problems), problems
    return [(it.row, it.column) for it in problems]


def test_the_units_that_we_ship_can_be_told_from_every_consulate():
    ours = units.read()
    assert len(ours) == 30
    assert all(isinstance(it, Unit) for it in ours)
    assert not {it.code for it in ours} & {it.code for it in consulates.read()}


def test_a_unit_is_shown_by_its_acronym_and_its_name_where_it_has_one(read):
    ope, adp = read(OPE, ADP)
    assert (ope.label, adp.label) == ("OPE", "ADP · Academia Diplomática")
    assert (ope.directo, ope.subsidiario) == (["1.0", "1.12"], [])


def test_every_mistake_is_told_by_row_and_column(read):
    assert places(read(OPE, ADP | {"source": ""}, OPE, OPE | {"code": ""})) == [
        (3, "source"),
        (4, "code"),
        (5, "code"),
    ]


@pytest.mark.parametrize("code", ["OPE SUR", "ope", "OPE:1", "OPE|SAA", "Ñ", "OPE/1", "../OPE"])
def test_an_acronym_is_of_capitals_digits_and_hyphens(read, code):
    """It stands among others in a line, in a file's name and in what is typed in capitals."""
    assert places(read(OPE | {"code": code})) == [(2, "code")]


def test_a_file_without_units_is_refused(read):
    assert places(read()) == [(2, "code")]


@pytest.fixture
def load(async_engine):
    async def load(*rows: Unit) -> list[str]:
        async with transaction(async_engine) as session:
            return [it.code for it in await units.load(session, rows)]

    return load


@pytest.fixture
def known(async_engine):
    async def known() -> dict[str, tuple[str, list[str]]]:
        async with transaction(async_engine) as session:
            return {it.code: (it.name, it.directo) for it in await units.every(session)}

    return known


async def test_loading_again_corrects_and_what_the_file_drops_answers_for_nothing(
    read, load, known
):
    assert await load(*read(OPE, ADP)) == []
    assert await load(*read(OPE, ADP)) == []
    assert await load(*read(OPE | {"name": "Planeamiento", "directo": "1.12"})) == ["ADP"]
    assert await known() == {
        "ADP": ("Academia Diplomática", []),
        "OPE": ("Planeamiento", ["1.12"]),
    }


async def test_a_member_sees_the_units_of_their_scope(read, load, async_engine):
    await load(*read(OPE, ADP))
    async with transaction(async_engine) as session:
        for scope, codes in [(["*"], ["ADP", "OPE"]), (["OPE"], ["OPE"]), ([], [])]:
            assert [it.code for it in await units.within(session, scope)] == codes
