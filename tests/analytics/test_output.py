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
