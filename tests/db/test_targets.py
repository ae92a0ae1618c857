"""Targets come from a file: checked cell by cell, dated, superseded and never lost."""

import csv
import io
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db import targets
from db.csv_table import RowProblem
from db.targets import COLUMNS, Target
from db.transaction import transaction
from tests.db.register import NOW

GOAL = {"series": "3.2.1.1a", "period": "2026-S2", "goal": "80", "norm": "R.M. 1"}
PERIODS = {"2026-s2": "2026-S2", "2026-S2": "2026-S2", "2026": "2026"}


@pytest.fixture
def read(tmp_path):
    def read(*rows: dict[str, str]):
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
        file = tmp_path / "metas.csv"
        file.write_text(out.getvalue())
        return targets.read(file, {"3.2.1.1a", "3.2.3.1a"}.__contains__, PERIODS.get)

    return read


def test_what_a_row_leaves_out_is_what_ceplan_says(read):
    (row,) = read(GOAL)
    target = targets._target(row, NOW)
    assert (target.green, target.amber, target.relevance) == (95, 75, 1)
    assert (target.baseline, target.baseline_period) == (None, "")


def test_a_period_is_kept_as_a_pull_asks_for_it(read):
    (row,) = read(GOAL | {"period": "2026-s2"})
    assert row["period"] == "2026-S2"
    found = read(GOAL, GOAL | {"period": "2026-s2"})
    assert [(it.row, it.column) for it in found] == [(3, "series")]


WRONG = [
    ({"series": "9.9.9.9a"}, "series"),
    ({"series": ""}, "series"),
    ({"period": "2026-S3"}, "period"),
    ({"goal": ""}, "goal"),
    ({"goal": "80 %"}, "goal"),
    ({"goal": "1,000"}, "goal"),
    ({"goal": "0.00001"}, "goal"),
    ({"goal": "NaN"}, "goal"),
    ({"goal": "1e400"}, "goal"),
    ({"goal": "٣"}, "goal"),
    ({"baseline": "mucho"}, "baseline"),
    ({"green": "verde"}, "green"),
    ({"green": "101"}, "green"),
    ({"green": "-1"}, "green"),
    ({"amber": "x"}, "amber"),
    ({"green": "75"}, "green"),  # no more than amber, which is 75 unless it says
    ({"green": "60", "amber": "60"}, "green"),
    ({"amber": "95"}, "green"),
    ({"relevance": "0"}, "relevance"),
    ({"relevance": "alta"}, "relevance"),
    ({"norm": ""}, "norm"),
]


@pytest.mark.parametrize(("wrong", "column"), WRONG, ids=str)
def test_what_cannot_be_is_told_by_row_and_column(read, wrong, column):
    other = GOAL | {"series": "3.2.3.1a"}
    found = read(other, GOAL | wrong)
    assert [(it.row, it.column) for it in found] == [(3, column)]
    assert found[0].message.endswith(".")


def test_every_mistake_of_the_file_is_told_at_once(read):
    found = read(GOAL | {"goal": "x", "green": "y"}, GOAL | {"green": "10", "norm": ""}, GOAL)
    assert [(it.row, it.column) for it in found] == [
        (2, "goal"),
        (2, "green"),
        (3, "norm"),
        (3, "series"),
        (3, "green"),
        (4, "series"),
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries({name: st.text(max_size=6) for name in COLUMNS}))
def test_whatever_is_written_is_read_or_refused(read, row):
    clean = {name: text.replace("\0", "") for name, text in row.items()}
    for it in read(clean | {"series": "3.2.1.1a"}):
        assert isinstance(it, RowProblem) or set(it) == set(COLUMNS)


@pytest.fixture
def load(async_engine):
    async def load(*rows: dict[str, str], now=NOW) -> int:
        async with transaction(async_engine) as session:
            return await targets.load(session, rows, now=now)

    return load


async def test_one_that_says_the_same_stays_and_another_supersedes_it(read, load, async_engine):
    other = GOAL | {"series": "3.2.3.1a", "baseline": "70.5"}
    assert await load(*read(GOAL, other)) == 2
    assert await load(*read(GOAL | {"goal": "80.0000", "green": "95"}, other)) == 0
    later = NOW + timedelta(days=1)
    assert await load(*read(GOAL | {"goal": "85"}, other), now=later) == 1
    async with transaction(async_engine) as session:
        rows = (await session.scalars(select(Target).order_by("id"))).all()
        in_force = await targets.in_force(session)
    assert [(it.goal, it.recorded_at, it.superseded_at) for it in rows] == [
        (80, NOW, later),
        (80, NOW, None),
        (85, later, None),
    ]
    assert {(it.series, it.goal) for it in in_force} == {("3.2.1.1a", 85), ("3.2.3.1a", 80)}


async def test_a_series_has_a_target_for_each_period(read, load):
    assert await load(*read(GOAL, GOAL | {"period": "2026"})) == 2
