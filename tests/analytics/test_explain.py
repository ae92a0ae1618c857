"""An explanation says everything between the plan's sentence and the figure.

The texts in golden/ are as a planner reads them; PULSO_GOLDEN=write takes what is said as right:
read the difference first.
"""

import os
import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from analytics import figures, plan, pull
from analytics.arithmetic import rule_of
from analytics.explain import explain
from analytics.period import Kind, Period
from db.consulates import Consulate
from db.consulates import read as read_consulates
from db.targets import Target
from db.units import Unit
from tests.analytics.register import AT, NUMBERED, months_of, row, write

GOLDEN = Path(__file__).parent / "golden"
S2 = Period(2026, Kind.SEMESTER, 2)
S1 = S2.preceding
S0 = S1.preceding


def told(engine: Engine, code: str, period: Period = S2, up_to: int | None = None) -> str:
    with engine.connect() as connection:
        return explain(connection, plan.measure(code), period, up_to=up_to)


def flat(text: str) -> str:
    """One line, with plain spaces; a compound word may have been parted."""
    return " ".join(re.sub(r"(?<=\w-)\n\s*", "", text).split())


# With everything recorded.


async def test_every_measure_is_explained_from_its_sentence_to_its_result(filled, subtests):
    frame = pull("2026-S2", engine=filled).set_index("series")
    for measure in plan.measures():
        with subtests.test(measure.code):
            text = flat(told(filled, measure.code))
            assert flat(measure.text) in text
            for series in measure.series:
                of_series(text, measure, series, frame.loc[series.code])


def of_series(text, measure, series, row) -> None:
    _, _, text = text.partition(f" {series.code} {flat(series.text)} [{series.unit}")
    assert f"Fórmula: {rule_of(measure.kind_of(series), series).formula}." in text
    shown = flat(figures.in_unit(row["value"], str(series.unit)))
    before = flat(figures.in_unit(row["previous_value"], str(series.unit)))
    result = f"Resultado: {shown} Período anterior (2026-S1): {before} Comparación: "
    assert result in text
    if measure.fed_by is plan.Feed.SURVEY:
        assert "5 Muy satisfecho/a: 40 4 Satisfecho/a: 30" in text
        assert "Cálculo: 100 × 70 / 100 = 70.0 %" in text
        return
    for letter, each in zip("AB", series.inputs, strict=False):
        assert f"{letter}: {flat(each.text)} ({each.unit}; " in text
        assert f"{letter} de 2026-S2 = " in text
        assert f"{letter} de 2026-S1 = " in text
    (of,) = (it for it in NUMBERED if it.series is series)
    if of.is_pair:
        assert f"A de 2026-S2 = {figures.exact(row['numerator'])}" in text
        assert f"B de 2026-S2 = {figures.exact(row['denominator'])}" in text
    assert "Cálculo: " in text or len(series.inputs) == 1


# As it is read.

OFFICES = ("BCN", "MAD", "NYC")
UNITS = {"SAA": ["1.2"], "SAP": ["1.2"], "SCP-DGC": ["3.2"], "CONSULARES": ["3.2"]}


GOALS = {"3.2.4.1a": (10, None), "1.2.1.1a": (80, 40), "3.2.1.1a": (75, 60)}  # and baselines


@pytest.fixture
def set_goals(engine):
    def set_goals() -> None:
        common = {"period": "2026-S2", "norm": "R.M. 1", "recorded_at": AT}
        with engine.begin() as connection:
            for series, (goal, baseline) in GOALS.items():
                numbers = {"goal": goal, "baseline": baseline, "green": 95, "amber": 75}
                rest = {"series": series, "baseline_period": "2025-S2", "relevance": 1}
                connection.execute(insert(Target), common | numbers | rest)

    return set_goals


@pytest.fixture
def small(engine, set_goals):
    """A ministry of three offices and four units."""
    offices = [it.model_dump() for it in read_consulates() if it.code in OFFICES]
    units = [
        {"code": code, "name": "", "directo": duties, "subsidiario": [], "source": "plan"}
        for code, duties in UNITS.items()
    ]
    with engine.begin() as connection:
        connection.execute(insert(Consulate), offices)
        connection.execute(insert(Unit), units)
    set_goals()
    return engine


def is_as_written(name: str, text: str) -> None:
    text = text.replace(plan.version(), "…")  # as the plan's files are today
    text = text.replace("\u00a0", " ")
    if os.environ.get("PULSO_GOLDEN") == "write":
        (GOLDEN / name).write_text(text, "utf-8")
    assert text == (GOLDEN / name).read_text("utf-8")


def test_a_variation_names_each_consulate_what_it_corrected_and_what_it_does_not_have(small):
    rows = [
        row("3.2.4.1a", "actuaciones_consulares", office, month, value, service="dni")
        for period, values in [(S0, (50, 20, 5)), (S1, (60, 20, 5)), (S2, (70, 24, 5))]
        for office, value in zip(OFFICES, values, strict=True)
        for month in months_of(period)
    ]
    nothing = {"service": None, "source": None, "reason": None}
    july = Period(2026, Kind.MONTH, 7)
    rows = [it | {"source": "acta de cierre", "reason": None} for it in rows]
    rows[-1] |= {"reason": "faltaba un día"}
    rows += [row("3.2.4.1a", "actuaciones_consulares", "MAD", july, None, **nothing)]
    write(small, rows)
    is_as_written("variation.txt", told(small, "3.2.4.1"))


def test_weighted_objectives_are_told_one_by_one_with_their_weight(small):
    told_by = {
        "SAA": [
            ("Suscribir el tratado de integración energética", 5, 5),
            ("Abrir el paso", 3, 1.5),
        ],
        "SAP": [("Concluir la negociación del acuerdo", 2, 0)],
    }
    common = {"source": "Objetivos!A4 (informe anual)"}
    write(
        small,
        [
            row("1.2.1.1a", name, unit, S2, value, statement=statement, **common)
            for unit, objectives in told_by.items()
            for statement, weight, reached in objectives
            for name, value in [
                ("objetivos_planteados", weight),
                ("objetivos_alcanzados", reached),
            ]
        ],
    )
    is_as_written("weighted_objectives.txt", told(small, "1.2.1.1"))


def test_a_total_of_two_units_names_the_one_that_is_missing(small):
    write(
        small,
        [
            row("3.2.3.1a", "cursos", "SCP-DGC", S1, 4, source="memoria"),
            row("3.2.3.1a", "cursos", "CONSULARES", S1, 2, source=None),
            row("3.2.3.1a", "cursos", "SCP-DGC", S2, 6, source="memoria"),
        ],
    )
    is_as_written("total_with_one_missing.txt", told(small, "3.2.3.1"))


def test_a_survey_tells_its_answers_by_level_and_its_interval(engine, record, set_goals):
    set_goals()
    record({5: 40, 4: 30, 3: 20, 2: 4, 1: 6, None: 3})
    record({5: 20, 4: 30, 3: 50}, month="2026-03")
    is_as_written("survey.txt", told(engine, "3.2.1.1"))


# What it leaves out, and as of when.


def test_what_nobody_recorded_is_said_to_be_missing(engine):
    text = flat(told(engine, "3.2.3.1"))
    assert "Resultado: sin dato" in text
    assert "A de 2026-S2 = sin dato" in text
    assert "Meta: no hay una registrada para este período." in text
    assert flat(told(engine, "3.2.1.1")).count("sin dato") == 3


@pytest.mark.parametrize("code", ["1.2.2.1", "3.2.3.1"])
def test_an_explanation_can_be_had_as_of_an_earlier_observation(small, code):
    unit = "SAA" if code.startswith("1") else "SCP-DGC"
    (measure,) = (it for it in plan.measures() if it.code == code)
    series = measure.series[0]
    write(small, [row(series.code, it.name, unit, S2, 4) for it in series.inputs])
    before = told(small, code)
    write(small, [row(series.code, it.name, "CONSULARES", S2, 5) for it in series.inputs])
    assert told(small, code) != before
    assert told(small, code, up_to=len(series.inputs)) == before
