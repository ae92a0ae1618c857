"""From the workbook into the register and back, on a real database."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import col

from analytics import workbook
from analytics.workbook import CellProblem, Delivered
from db import flow, recording, units
from db.flow import Step
from db.observations import Observation
from db.recording import Recorded
from db.spans import Span
from db.transaction import transaction
from tests.analytics.workbook.books import (
    DOLLARS,
    DONE,
    NOW,
    PERIOD,
    SHARE,
    UNIT,
    WEIGHTED,
    cell_of,
    delivered,
    filled,
    values,
)

SPAN = Span(str(PERIOD), PERIOD.first_month, PERIOD.last_month)
FIRST = {
    cell_of(SHARE): 12,
    cell_of(DOLLARS): 1234.5,
    cell_of(DONE): "NC",
    "Objetivos!A4": WEIGHTED,
    "Objetivos!B4": "Firmar",
    "Objetivos!C4": 4,
    "Objetivos!D4": 75,
}
EMPTY = (
    "ALTER TABLE observation DISABLE TRIGGER USER",
    "DELETE FROM observation",
    "ALTER TABLE observation ENABLE TRIGGER USER",
)


@pytest.fixture(autouse=True)
async def ministry(async_engine):
    async with transaction(async_engine) as session:
        await units.load(session, [it for it in units.read() if isinstance(it, units.Unit)])


@pytest.fixture
def deliver(async_engine):
    """What the ministry does with a file that a unit sends."""

    async def deliver(content, now=NOW, late=None) -> Recorded | list[CellProblem]:
        found = workbook.read(content)
        if not isinstance(found, Delivered):
            return found
        async with transaction(async_engine) as session:
            known = await in_force(session, found.unit)
            records = [*found.records, *workbook.removed(known, found, "se dejó de lado")]
            done = await recording.record(session, None, records, late=late, now=now)
        return done if isinstance(done, Recorded) else workbook.told(found, done)

    return deliver


async def in_force(session, unit):
    owner = col(Observation.unit) == unit
    return await recording.in_force(session, owner, PERIOD.first_month, PERIOD.last_month)


@pytest.fixture
def standing(async_engine):
    async def standing(unit="SAA"):
        async with transaction(async_engine) as session:
            return await in_force(session, unit)

    return standing


def said(rows):
    return {"/".join(filter(None, [it.series, it.input, it.statement])): it.value for it in rows}


async def test_a_workbook_is_recorded_once(deliver, standing):
    content = filled(FIRST)
    assert await deliver(content) == Recorded(new=5)
    assert said(await standing()) == values(content)
    assert await deliver(content, NOW + timedelta(days=1)) == Recorded()
    assert len(await standing()) == 5


async def test_the_next_template_is_filled_with_it_and_says_the_same(deliver, standing):
    content = filled(FIRST)
    await deliver(content)
    again = workbook.write(UNIT, PERIOD, await standing())
    assert values(again) == values(content)
    assert await deliver(again) == Recorded()


async def test_a_change_needs_a_reason_and_nothing_is_recorded_without(deliver, standing):
    await deliver(filled(FIRST))
    changed = FIRST | {cell_of(SHARE): 13, "Objetivos!D4": 50, "Datos!F8": 3}
    refused = await deliver(filled(changed))
    assert [(f"{it.sheet}!{it.cell}", it.code) for it in refused] == [
        (cell_of(SHARE), "sin-motivo"),
        ("Objetivos!D4", "sin-motivo"),
    ]
    assert "otro valor (12)" in refused[0].message
    assert "otro peso alcanzado (3)" in refused[1].message
    assert said(await standing()) == values(filled(FIRST))

    reasons = {cell_of(SHARE, "H"): "faltaba uno", "Objetivos!F4": "se revisó"}
    assert await deliver(filled(changed | reasons)) == Recorded(new=1, corrected=2)
    found = {(it.series, it.input): it for it in await standing()}
    share = found[tuple(SHARE.split("/"))]
    assert (share.value, share.reason) == (13, "faltaba uno")
    assert share.source == f"Libro de Excel, {cell_of(SHARE)}"
    assert found[WEIGHTED, "objetivos_alcanzados"].value == 2


async def test_an_objective_left_out_leaves_the_sums(deliver, standing):
    await deliver(filled(FIRST))
    without = {key: it for key, it in FIRST.items() if not key.startswith("Objetivos")}
    assert await deliver(filled(without)) == Recorded(corrected=2)
    taken = [it for it in await standing() if it.statement]
    assert {(it.value, it.reason) for it in taken} == {(None, "se dejó de lado")}
    assert await deliver(filled(without)) == Recorded()
    back = await deliver(filled(FIRST))
    assert {(it.sheet, it.cell, it.code) for it in back} == {
        ("Objetivos", "C4", "sin-motivo"),
        ("Objetivos", "D4", "sin-motivo"),
    }


async def test_what_is_recorded_by_months_is_not_recorded_again(deliver, async_engine):
    content = filled(FIRST)
    month = PERIOD.first_month
    place = delivered(content).records[0].place._replace(month=month, last_month=month)
    async with transaction(async_engine) as session:
        monthly = [recording.Record(place, Decimal(3))]
        assert await recording.record(session, None, monthly, now=NOW) == Recorded(new=1)
    (refused,) = await deliver(content)
    assert refused.code == "meses-repetidos"
    assert (refused.sheet, refused.cell) == ("Datos", cell_of(SHARE).removeprefix("Datos!"))


async def test_a_period_handed_in_opens_for_a_reason(deliver, async_engine):
    async with transaction(async_engine) as session:
        assert await flow.take(session, None, Step.SUBMIT, SPAN, "SAA", now=NOW) is None
    (refused,) = await deliver(filled(FIRST))
    assert (refused.sheet, refused.cell, refused.code) == (
        "Instrucciones",
        "B5",
        "periodo-entregado",
    )
    late = await deliver(filled(FIRST), late="faltaba el libro")
    assert late == Recorded(new=5, reopened=("2026-S2",))


@pytest.fixture(scope="module")
def of_three_units():
    return {
        code: filled(FIRST | {"Instrucciones!B4": code, cell_of(SHARE): number})
        for number, code in enumerate(["SAA", "SEU", "SME"])
    }


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.permutations(["SAA", "SEU", "SME"]))
async def test_it_does_not_matter_which_unit_delivers_first(
    deliver, standing, async_engine, of_three_units, order
):
    async with async_engine.begin() as connection:
        for statement in EMPTY:
            await connection.execute(text(statement))
    for code in [*order, *order]:
        done = await deliver(of_three_units[code])
        assert isinstance(done, Recorded)
    for code, content in of_three_units.items():
        assert said(await standing(code)) == values(content)
