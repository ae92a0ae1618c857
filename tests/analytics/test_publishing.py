"""An edition: the very bytes that were given out, and whether they can be had again."""

import json

import pytest
from sqlalchemy import func, select

from analytics import plan
from analytics.frames import By
from analytics.output import render
from analytics.period import Kind, Period
from analytics.publishing import (
    FORMATS,
    GROUPINGS,
    contents,
    differences,
    file_name,
    frame_of,
    recomputed,
)
from db.observations import Observation
from db.recording import Place, Record, Recorded
from db.recording import record as record_values
from db.transaction import transaction
from tests.analytics.register import AT, load_units, months_of, row, write

S2 = Period(2026, Kind.SEMESTER, 2)
S1 = S2.preceding
OWN = ("3.2.3.1a", "cursos")
ACTS = ("3.2.4.1a", "actuaciones_consulares")
SHARE = ("1.2.2.1a", "acuerdos_perfeccionados"), ("1.2.2.1a", "acuerdos_suscritos")


@pytest.fixture
async def register(engine, record, visited):
    """Two semesters of a few units, offices, visits and answers."""
    load_units(engine)
    for period in (S1.preceding, S1, S2):
        write(
            engine,
            [
                row(*OWN, "SCP-DGC", period, 4 + period.number),
                row(*SHARE[0], "SAA", period, 1),
                row(*SHARE[1], "SAA", period, 3),
                *(
                    row(*ACTS, office, month, 10 + period.number, service="dni")
                    for office in ("MAD", "NYC")
                    for month in months_of(period)
                ),
            ],
        )
        record({5: 30, 4: 11, 2: 9}, month=f"{period.last_month:%Y-%m}")
    record({5: 13}, "NYC")
    await visited("MAD", "2026-08-14", dni=30)
    return engine


@pytest.fixture
def corrects(async_engine):
    """Says anew what a unit or an office said, as the register wants it said."""

    async def corrects(input_, owner: str, period: Period, value: int, service=None) -> None:
        who = {"consulate": owner} if len(owner) == 3 and owner != "SAA" else {"unit": owner}
        place = Place(*input_, period.first_month, period.last_month, service=service, **who)
        async with transaction(async_engine) as session:
            told = [Record(place, value, reason="se contó de nuevo")]
            found = await record_values(session, None, told, late="tarde", now=AT)
        assert isinstance(found, Recorded)

    return corrects


@pytest.fixture
def edition(register):
    """The files as they are now, and the last observation that they saw."""
    with register.connect() as connection:
        last = connection.scalar(select(func.max(Observation.id)))
        return contents(connection, S2), last


def again(engine, files, last):
    with engine.connect() as connection:
        return [(it.series, it.cell, it.column) for it in recomputed(connection, files, S2, last)]


def now(engine):
    with engine.connect() as connection:
        return contents(connection, S2)


def test_an_edition_has_every_grouping_in_every_format_and_the_same_bytes_again(register, edition):
    files, _ = edition
    assert now(register) == files
    assert set(files) == {file_name(by, form) for by in GROUPINGS for form in FORMATS}
    assert set(GROUPINGS) == {None, *By}
    assert {"whole.json", "consulate.csv", "unit.json"} < set(files)
    series = [row["series"] for row in json.loads(files["whole.json"])]
    assert series == [it.code for each in plan.measures() for it in each.series]


def test_what_is_read_from_an_edition_renders_to_the_same_bytes(edition):
    files, _ = edition
    for by in GROUPINGS:
        frame = frame_of(files, by, None)
        for form in FORMATS:
            assert render(frame, form).encode() == files[file_name(by, form)]
        assert "Período: 2026-S2" in render(frame, "table")


def test_one_objective_of_an_edition_is_its_rows(edition):
    files, _ = edition
    for by in GROUPINGS:
        rows = json.loads(files[file_name(by, "json")])
        mine = json.loads(render(frame_of(files, by, "3.2"), "json"))
        assert mine == [it for it in rows if it["objective"] == "3.2"]


async def test_figures_can_be_had_again_at_once_and_after_everything_changed(
    register, edition, corrects, record, visited
):
    files, last = edition
    assert again(register, files, last) == []
    await corrects(OWN, "SCP-DGC", S2, 50)
    await corrects(OWN, "SCP-DGC", S2, 60)
    await corrects(OWN, "SCP-DGC", S1, 1)
    await corrects(OWN, "CONSULARES", S2, 7)  # who had said nothing
    await corrects(ACTS, "MAD", next(months_of(S2)), 0, "dni")
    await visited("NYC", "2026-09-14", dni=8)
    record({1: 100})
    assert now(register) != files
    assert again(register, files, last) == []


async def test_what_was_corrected_just_before_the_edition_counts_once(register, corrects):
    await corrects(OWN, "SCP-DGC", S2, 50)
    with register.connect() as connection:
        last = connection.scalar(select(func.max(Observation.id)))
        files = contents(connection, S2)
    await corrects(OWN, "SCP-DGC", S2, 60)
    assert again(register, files, last) == []


async def test_the_differences_are_exactly_what_changed(register, edition, corrects):
    files, _ = edition
    assert differences(files, now(register)) == []
    await corrects(OWN, "SCP-DGC", S2, 50)
    await corrects(SHARE[0], "SAA", S2, 2)
    later = now(register)
    told = {(it.series, it.column): (it.before, it.after) for it in differences(files, later)}
    assert told == {
        ("3.2.3.1a", "value"): (6, 50),
        ("3.2.3.1a", "difference"): (1, 45),
        ("3.2.3.1a", "variation"): (20, 900),
        ("1.2.2.1a", "value"): (pytest.approx(100 / 3), pytest.approx(200 / 3)),
        ("1.2.2.1a", "difference"): (0, pytest.approx(100 / 3)),
        ("1.2.2.1a", "numerator"): (1, 2),
    }
    by_unit = differences(files, later, By.UNIT)
    assert {(it.series, it.cell) for it in by_unit} == {
        ("3.2.3.1a", "SCP-DGC"),
        ("1.2.2.1a", "SAA"),
    }
    assert differences(files, later, By.CONSULATE) != []  # what has no office is a row there, too


async def test_a_cell_that_only_one_edition_has_differs_from_nothing(register, edition, corrects):
    files, _ = edition
    await corrects(OWN, "CONSULARES", S2, 7)
    found = differences(files, now(register), By.UNIT)
    new = {it.column: (it.before, it.after) for it in found if it.cell == "CONSULARES"}
    assert new["value"] == (None, 7)
    assert new["status"] == (None, "ok")


# Negative controls: a frozen figure that was made up is found.

FALSIFIED = [
    (None, "3.2.3.1a", "value", 6.000001),
    (None, "3.2.3.1a", "previous_value", None),
    (None, "1.2.2.1a", "numerator", 2.0),
    (None, "1.2.2.1a", "denominator", 2.0),
    (None, "1.2.2.1a", "status", "sin dato"),
    (None, "1.2.3.1a", "value", 100.0),  # which nobody recorded
    (By.UNIT, "1.2.2.1a", "value", 7.0),
    (By.CONSULATE, "3.2.4.1a", "value", 0.0),
    (None, "3.2.1.1a", "value", 99.0),
    (None, "3.2.1.1a", "numerator", 53.0),
    (None, "3.2.1.1a", "n", 64),
]


def falsified(files, *what) -> dict[str, bytes]:
    """With other figures in the first row of each series."""
    found = dict(files)
    for by, series, column, value in what:
        name = file_name(by, "json")
        rows = json.loads(found[name])
        next(it for it in rows if it["series"] == series)[column] = value
        found[name] = json.dumps(rows).encode()
    return found


def test_each_figure_that_was_falsified_is_found_and_no_other(register, edition):
    files, last = edition
    found = again(register, falsified(files, *FALSIFIED), last)
    told = sorted((series, column) for series, _, column in found)
    assert told == sorted((series, column) for _, series, column, _ in FALSIFIED)


def test_answers_that_were_falsified_give_other_figures(register, edition):
    files, last = edition
    found = again(register, falsified(files, (By.CONSULATE, "3.2.1.1a", "c1", 9)), last)
    assert {(cell, column) for _, cell, column in found} == {
        ("MAD", it) for it in ("value", "low", "high", "denominator", "n")
    }


def test_a_row_that_was_left_out_is_found(register, edition):
    files, last = edition
    rows = [it for it in json.loads(files["unit.json"]) if it["series"] != "3.2.3.1a"]
    found = again(register, files | {"unit.json": json.dumps(rows).encode()}, last)
    assert {it for it, _, _ in found} == {"3.2.3.1a"}


def test_an_edition_that_saw_less_is_not_what_it_says(register, edition):
    files, last = edition
    found = again(
        register, files, last - 1
    )  # the persons served at the visit, or that it was made
    assert {it for it, _, _ in found} <= {"3.2.5.1a", "3.2.5.2a"}
    assert found
