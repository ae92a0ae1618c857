"""What `pulso indicators pull` prints."""

import csv
import io
import json

import pytest

from analytics import pull
from analytics.output import render


@pytest.fixture
def frame(engine, record):
    record({5: 60, 4: 30, 3: 5, 2: 3, 1: 2}, "VAN")
    record({5: 20, 4: 30, 3: 50}, "VAN", "2026-03")
    record({5: 4}, "MAD")
    record({5: 8}, "NYC")
    return pull("2026-S2", "3.2", "consulate", engine=engine)


def test_the_table_is_aligned_spanish_and_keeps_doubts_visible(frame):
    lines = render(frame, "table").splitlines()
    assert lines[0].startswith("Período: 2026-S2 (segundo semestre de 2026). Anterior: 2026-S1")
    (vancouver,) = [line for line in lines if "Vancouver" in line]
    assert "(por verificar)" in vancouver
    assert vancouver.endswith("90.0\u00a0%  82.6 a 94.5  100    50.0\u00a0%  +40.0 puntos")
    (madrid,) = [line for line in lines if "Madrid" in line]
    assert "oculto" in madrid
    assert sum("sin dato" in line for line in lines) >= 8
    assert any("no es una muestra probabilística" in line for line in lines)


def test_the_table_of_demonstration_data_says_so_first(frame):
    assert render(frame.assign(data="demostración"), "table").startswith("DATOS DE DEMOSTRACIÓN")


def test_json_has_null_where_there_is_no_figure(frame):
    rows = json.loads(render(frame, "json"))
    assert [row["value"] for row in rows] == [None, None, 90.0, *[None] * 8]
    assert rows[2]["n"] == 100
    assert rows[0]["status"] == "suppressed"


def test_csv_keeps_numbers_and_leaves_missing_cells_empty(frame):
    text = render(frame, "csv")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert (rows[2]["n"], float(rows[2]["difference"])) == ("100", 40)
    assert rows[0]["value"] == rows[0]["n"] == ""
    assert text.endswith("\r\n")


@pytest.fixture
async def counts(engine, visited):
    """Visits where nobody was asked anything."""
    await visited("MAD", "2026-08-14", dni=1250)
    await visited("NYC", "2026-08-20", dni=98)
    await visited("MAD", "2026-03-14", dni=1000, visa=0)
    await visited("VGO", "2026-03-20", dni=0)
    await visited("VGO", "2026-09-20", dni=7)
    return pull("2026-S2", "3.2", "consulate", engine=engine)


def test_the_table_writes_counts_whole_with_their_change_in_units_and_per_cent(counts):
    lines = render(counts, "table").splitlines()
    served = [" ".join(line.split()) for line in lines if "Personas atendidas" in line]
    assert served[0].endswith("Madrid 1,250 1,000 +250 (+25.0 %)")
    assert served[1].endswith("Nueva York 98 sin dato")
    assert served[2].endswith("Vigo 7 0 +7")
    assert not any("muestra" in line or "puntos" in line for line in lines)


def test_csv_says_in_what_a_difference_is(counts):
    rows = list(csv.DictReader(io.StringIO(render(counts, "csv"), newline="")))
    units = {row["series"]: row["difference_unit"] for row in rows}
    assert units["3.2.1.1a"] == "puntos porcentuales"
    assert units["3.2.5.1a"] == units["3.2.5.2a"] == "unidades"
    assert units["3.2.4.1a"] == "puntos porcentuales"
    (madrid,) = (row for row in rows if (row["series"], row["consulate"]) == ("3.2.5.2a", "MAD"))
    figures = [float(madrid[it]) for it in ("value", "previous_value", "difference", "variation")]
    assert figures == [1250, 1000, 250, 25]
    assert madrid["low"] == madrid["difference_low"] == madrid["n"] == ""


@pytest.mark.parametrize(
    "hostile",
    ["=1+1", "+51", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "|cmd", "%0", "  =1", "＝1"],  # noqa: RUF001
)
def test_a_text_cannot_become_a_formula(frame, hostile):
    text = render(frame.assign(consulate_name=hostile), "csv")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["consulate_name"] for row in rows} == {"'" + hostile}


def test_a_negative_number_is_no_formula(frame):
    rows = list(csv.DictReader(io.StringIO(render(frame.assign(difference=-5.5), "csv"))))
    assert {row["difference"] for row in rows} == {"-5.5"}
