"""What `pulso indicators pull` prints."""

import csv
import io
import json

import pytest
from sqlalchemy import text

from analytics import pull
from analytics.output import render
from analytics.period import Kind, Period
from analytics.plan import UnitOfMeasure
from tests.analytics.register import NETWORK, NUMBERED, load_units, months_of, row, write


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


# What units and offices recorded.

S2 = Period(2026, Kind.SEMESTER, 2)
S1 = S2.preceding
COURSES, ACTS = ("3.2.3.1a", "cursos"), ("3.2.4.1a", "actuaciones_consulares")
_GOAL = text(
    "INSERT INTO target (series, period, baseline_period, goal, green, amber, relevance, norm,"
    " recorded_at) VALUES (:series, '2026-S2', '', :goal, 95, 75, 1, 'R.M. 1', now())"
)


@pytest.fixture
def shown(engine, network):
    """The lines of the table by their series, over a register with these rows and goals."""
    assert network

    def shown(rows, objective="3.2", by=None, **goals: float) -> dict[str, str]:
        load_units(engine)
        if rows:
            write(engine, rows)
        with engine.begin() as connection:
            for series, goal in goals.items():
                connection.execute(_GOAL, {"series": series, "goal": goal})
        printed = render(pull("2026-S2", objective, by, engine=engine), "table")
        lines = [" ".join(line.split()) for line in printed.splitlines()]
        return {line.partition(" ")[0]: line for line in lines if line}

    return shown


def by_all(series, period, value):
    """Recorded by both units that answer for 3.2."""
    return [row(*series, unit, period, value) for unit in ("CONSULARES", "SCP-DGC")]


def test_an_amount_is_in_dollars_and_so_is_its_change(shown):
    amount = ("1.2.4.1b", "monto_inversion")
    lines = shown(
        [row(*amount, "SAA", S1, 1_000_000), row(*amount, "SAA", S2, 1_234_567.89)], "1.2"
    )
    change = "+234,568 USD (+23.5 %)"
    assert f"USD 1,234,568 USD 1,000,000 {change} 1 de 11" in lines["1.2.4.1b"]


def test_a_ratio_has_two_decimals_and_no_percent_sign(shown):
    (ratio, *_) = (it for it in NUMBERED if it.series.unit is UnitOfMeasure.RATIO)
    series, owner = ratio.series, NETWORK.expected(ratio)[0]
    one, other = (it.name for it in series.inputs)
    rows = [row(series.code, one, owner, S2, 10), row(series.code, other, owner, S2, 4)]
    line = shown(rows, ratio.objective.code)[series.code]
    assert " 2.50 sin dato " in line
    assert "%" not in line.removeprefix(series.code)


def test_what_cannot_be_compared_or_computed_says_so(shown):
    offices = [
        row(*ACTS, "MAD", month, 0)
        for period in (S1.preceding, S1, S2)
        for month in months_of(period)
    ]
    lines = shown([*offices, *by_all(COURSES, S1, 4), row(*COURSES, "SCP-DGC", S2, 5)])
    assert "no calculable no calculable 1 de 120" in lines["3.2.4.1a"]
    assert lines["3.2.3.1a"].endswith("capacitación 5 8 no comparable 1 de 2")


def test_a_variation_without_a_predecessor_is_not_comparable_and_not_infinite(shown):
    line = shown([row(*ACTS, "MAD", month, 9) for month in months_of(S2)])["3.2.4.1a"]
    assert "no comparable sin dato" in line
    assert "inf" not in line


def test_goals_and_lights_have_their_columns_where_there_are_any(shown):
    rows = [*by_all(COURSES, S2, 6), row("3.2.3.2a", "personal_capacitado", "SCP-DGC", S2, 90)]
    lines = shown(rows, **{"3.2.3.1a": 10, "3.2.3.2a": 100, "3.2.2.1a": 5})
    assert lines["Serie"].endswith("Diferencia Informaron Meta Semáforo")
    assert lines["3.2.3.1a"].endswith("12 sin dato 2 de 2 10 verde")
    assert lines["3.2.3.2a"].endswith("90 sin dato 1 de 2 100")  # a part has no light yet
    assert lines["3.2.2.1a"].endswith("sin dato sin dato 5")


def test_columns_without_anything_to_say_take_no_room(shown):
    assert shown([])["Serie"].endswith("Anterior Diferencia")


def test_by_unit_each_has_its_line(shown):
    rows = [*by_all(COURSES, S1, 4), *by_all(COURSES, S2, 6)]
    lines = shown(rows, by="unit")
    assert lines["3.2.3.1a"].endswith("SCP-DGC 6 4 +2 (+50.0 %)")  # the last of two
    assert "Informaron" not in lines["Serie"]


def test_who_has_no_such_thing_has_reported_it(shown, engine):
    shown(by_all(COURSES, S2, None))
    frame = pull("2026-S2", "3.2", engine=engine).set_index("series")
    found = frame.loc["3.2.3.1a"]
    assert (found["status"], found["reported"], found["expected"]) == ("sin dato", 2, 2)


def test_json_tells_what_is_missing_as_null_and_never_as_no_number(shown, engine):
    shown([row(*ACTS, "MAD", month, 0) for month in [*months_of(S1), *months_of(S2)]])
    printed = render(pull("2026-S2", engine=engine), "json")
    rows = json.loads(printed, parse_constant=pytest.fail)
    assert {row["goal"] for row in rows} == {None}
    assert "NaN" not in render(pull("2026-S2", engine=engine), "csv")
