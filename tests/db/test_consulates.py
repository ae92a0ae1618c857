"""The network comes from a file that people edit in spreadsheets, and correct, and load again."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from db import consulates
from db.consulates import NETWORK, Consulate
from db.csv_table import RowProblem
from db.transaction import transaction

HEADER = tuple(Consulate.model_fields)
MADRID = {
    "code": "MAD",
    "name": "Consulado General del Perú en Madrid",
    "city": "Madrid",
    "country": "ES",
    "kind": "general",
    "timezone": "Europe/Madrid",
    "latitude": "40.4168",
    "longitude": "-3.7038",
    "jurisdiction": "Madrid, Toledo y Ávila",
    "source": "consulado.pe",
}
LIMA = MADRID | {"code": "LIM", "city": "Lima", "country": "PE", "timezone": "America/Lima"}


def written(*rows, delimiter=",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def read(tmp_path):
    """What is read from a file with this content."""

    def read(content: str | bytes):
        file = tmp_path / "red.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return consulates.read(file)

    return read


def places(problems):
    assert all(isinstance(it, RowProblem) for it in problems), problems
    return [(it.row, it.column) for it in problems]


def test_the_network_that_we_ship_has_120_offices():
    offices = consulates.read()
    assert len(offices) == 120
    assert all(isinstance(it, Consulate) for it in offices)
    assert sum(not it.is_verified for it in offices) == 24
    assert all(ZoneInfo(it.timezone) for it in offices)


async def test_the_database_keeps_the_calendar_of_every_office_as_python_does(async_engine):
    instants = [datetime(2026, month, 1, hour, tzinfo=UTC) for month in (1, 7) for hour in (3, 20)]
    zones = {it.timezone for it in consulates.read()}
    async with async_engine.connect() as connection:
        for zone in zones:
            for instant in instants:
                there = await connection.execute(
                    text("SELECT CAST(:at AS timestamptz) AT TIME ZONE :zone"),
                    {"at": instant, "zone": zone},
                )
                here = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
                assert there.scalar_one() == here, zone


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_whatever_a_spreadsheet_makes_of_the_file_is_read(read, delimiter, mark, newline):
    saved = written(MADRID, LIMA, delimiter=delimiter).replace("\r\n", newline)
    offices = read(mark + saved)
    assert [it.code for it in offices] == ["MAD", "LIM"]
    assert offices[0].jurisdiction == MADRID["jurisdiction"]
    assert str(offices[0].longitude) == "-3.7038"


def test_spaces_around_a_cell_and_columns_of_ones_own_do_no_harm(read):
    padded = {name: f"  {value} " for name, value in MADRID.items()}
    (office,) = read(written(padded).replace("source", "source,mi nota", 1))
    assert office.model_dump() == Consulate.model_validate(MADRID).model_dump()


def test_doubt_is_understood_however_it_is_capitalised(read):
    (office,) = read(written(MADRID | {"source": "Por verificar"}))
    assert not office.is_verified


def test_blank_lines_are_passed_over_and_rows_keep_the_number_they_have_on_screen(read):
    broken = LIMA | {"jurisdiction": "dos\nlíneas", "kind": "embajada"}
    lines = written(MADRID, broken).splitlines(keepends=True)
    spaced = [lines[0], "\r\n", ",,,,,,,,,\r\n", *lines[1:]]
    assert places(read("".join(spaced))) == [(5, "kind")]


BROKEN = [
    ("code", "Madrid"),
    ("code", "mad"),
    ("code", "M:D"),
    ("country", "España"),
    ("kind", "embajada"),
    ("timezone", "Madrid"),
    ("timezone", "Europe"),
    ("timezone", "x" * 300),
    ("timezone", "/etc/passwd"),
    ("latitude", "40,4168"),
    ("latitude", "90.1"),
    ("latitude", "NaN"),
    ("latitude", "1e-99999"),
    ("longitude", "181"),
    ("longitude", "oeste"),
]


@pytest.mark.parametrize(("column", "value"), BROKEN)
def test_a_value_that_cannot_be_is_refused_with_its_row_and_column(read, column, value):
    (problem,) = read(written(LIMA, MADRID | {column: value}))
    assert (problem.row, problem.column) == (3, column)
    assert str(problem).startswith(f"fila 3, columna «{column}»: «{value}» no es ")


@pytest.mark.parametrize("column", [name for name in HEADER if name != "jurisdiction"])
def test_an_empty_cell_is_refused(read, column):
    assert places(read(written(MADRID | {column: " "}))) == [(2, column)]


def test_an_office_may_have_no_known_jurisdiction(read):
    (office,) = read(written(MADRID | {"jurisdiction": ""}))
    assert office.jurisdiction == ""


def test_all_mistakes_are_told_at_once_and_nothing_is_taken(read):
    rows = [
        MADRID,
        LIMA | {"kind": "?", "latitude": "x"},
        MADRID,
        LIMA | {"code": "QQQ", "city": ""},
    ]
    assert places(read(written(*rows))) == [
        (3, "kind"), (3, "latitude"), (4, "code"), (5, "city"),
    ]  # fmt: skip


def test_a_row_that_ends_early_lacks_what_it_does_not_say(read):
    found = places(read(",".join(HEADER) + "\nMAD,Consulado\n"))
    assert found == [(2, name) for name in HEADER if name not in ("code", "name", "jurisdiction")]


def test_missing_columns_are_named(read):
    content = written(MADRID).replace("timezone", "zona")
    assert places(read(content)) == [(1, "timezone")]
    assert places(read("")) == [(1, name) for name in sorted(HEADER)]


@pytest.mark.parametrize("content", [",".join(HEADER), ",".join(HEADER) + "\n,,,\n"])
def test_a_file_without_offices_is_refused(read, content):
    (problem,) = read(content)
    assert "ninguna oficina" in str(problem)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_refused_with_the_remedy(read, encoding):
    (problem,) = read(written(MADRID).encode(encoding))
    assert "CSV UTF-8" in str(problem)


CELLS = st.one_of(
    st.sampled_from([*MADRID.values(), *HEADER, *(value for _, value in BROKEN)]), st.text()
)
TABLES = st.lists(st.lists(CELLS, max_size=12), max_size=5).map(
    lambda rows: "\n".join(",".join(row) for row in rows)
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(), TABLES, TABLES.map(lambda it: f"{','.join(HEADER)}\n{it}")))
@example(b'"' + b"x" * 200_000 + b'"')
def test_no_file_makes_the_reading_fail(read, content):
    found = read(content)
    assert found
    assert len({type(it) for it in found}) == 1


async def load(engine, rows):
    async with transaction(engine) as session:
        return [it.code for it in await consulates.load(session, rows)]


async def every(engine):
    async with transaction(engine) as session:
        return {it.code: it.model_dump() for it in await consulates.every(session)}


async def test_loading_the_same_file_again_changes_nothing(async_engine):
    offices = consulates.read(NETWORK)
    assert await load(async_engine, offices) == []
    before = await every(async_engine)
    assert await load(async_engine, offices) == []
    assert await every(async_engine) == before
    assert len(before) == 120


async def test_a_corrected_file_corrects_and_what_it_leaves_out_stays_and_is_told(
    async_engine, read
):
    await load(async_engine, read(written(MADRID, LIMA)))
    corrected = read(written(MADRID | {"city": "Madrid capital", "source": "por verificar"}))
    assert await load(async_engine, corrected) == ["LIM"]
    known = await every(async_engine)
    assert known["MAD"]["city"] == "Madrid capital"
    assert known["MAD"]["source"] == "por verificar"
    assert known["LIM"]["city"] == "Lima"
