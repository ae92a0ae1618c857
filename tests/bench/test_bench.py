"""`make bench` at a tiny size: each part still measures, and tells what it should."""

import os
from functools import partial

import pandas as pd
import pytest

from bot.simulator.app import start as simulate
from bot.simulator.bots import Bot
from tests.bench import answers_pull, broadcast, crowd, flood, memory, presses, pull, start, step
from tests.bench.answers import fill, furnish
from tests.bench.crowd import Walked
from tests.bench.parts import PARTS, set_scene
from tests.bench.table import Row, render
from tests.broadcasts.ledger import NAME, TOKEN

ANSWERS = 20_000


def test_the_table_tells_each_row_beside_another():
    table = render([Row("A pull", "10 ms", "a scan 4 ms", 2.5), Row("Python", "20 ms")])
    *_, head, _line, pull_row, python_row = table.splitlines()
    cells = [[cell.strip() for cell in row.split("|")[1:-1]] for row in (head, pull_row)]
    assert cells == [
        ["what", "measured", "beside", "ratio"],
        ["A pull", "10 ms", "a scan 4 ms", "2.5 ×"],
    ]
    assert len(python_row) == len(head)


def test_answers_are_pulled_beside_a_scan_and_pandas(url, tmp_path, monkeypatch):
    monkeypatch.setattr(answers_pull, "TURNS", 1)
    rows = answers_pull.measure_in(url, tmp_path, [ANSWERS])
    assert len(rows) == 6
    assert all(row.ratio for row in rows)


def test_the_three_are_only_compared_where_they_tell_the_same(engine, tmp_path):
    furnish(engine)
    fill(engine, ANSWERS)
    csv = tmp_path / "answers.csv"
    answers_pull.copied_out(engine, csv)
    copy, frame = answers_pull.in_duckdb(csv), answers_pull.in_pandas(csv)
    assert len(frame) == ANSWERS
    ours, plain = answers_pull.by_us(engine), answers_pull.by_pandas(frame)
    answers_pull.assert_the_same(ours, answers_pull.by_duckdb(copy), plain)
    busiest = max(answers_pull.by_duckdb(copy), key=lambda row: row[3])[0]
    copy.execute("UPDATE answer SET score = 6 - score WHERE consulate = $1", [busiest])
    scan = answers_pull.by_duckdb(copy)
    with pytest.raises(AssertionError):
        answers_pull.assert_the_same(ours, scan, plain)
    with pytest.raises(AssertionError):  # nor when two agree and our pull alone does not
        answers_pull.assert_the_same(ours, scan, pd.DataFrame(scan))


def test_the_whole_plan_is_pulled_beside_its_bare_sum(url):
    one_year = partial(pull.as_the_plan_has_it, years=1)
    rows = pull.compare_in(url, one_year, "recorded as it says", [1])
    assert [row.ratio is not None for row in rows] == [True] * 3


async def test_broadcasts_leave_beside_the_library_alone(url):
    running = await simulate([Bot(TOKEN, NAME, "Pulso Consular")])
    rows = await broadcast.measure_in(url, running.url, 40, 80, turns=1)
    await running.close()
    assert [row.ratio is not None for row in rows] == [True, True, True, True, False, True]


async def test_starts_stand_beside_bare_imports(url, tmp_path, monkeypatch):
    monkeypatch.setattr(start, "SIMULATOR", PARTS[-1])  # the one that starts soonest
    scene = await set_scene(url, tmp_path)
    rows = start.of_parts(scene, (), turns=1)
    assert [row.ratio is not None for row in rows] == [False, True]


async def test_memory_is_read_of_every_process(server, url, tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "PEOPLE", 1)
    monkeypatch.setattr(memory, "DELIVERIES", 5)
    monkeypatch.setattr(memory, "python", lambda _code: memory.rollup(os.getpid()))  # sooner
    rows = await memory.measure_in(server, url, tmp_path)
    assert [row.ratio is not None for row in rows] == [False, *(True for _ in PARTS), False]


def test_a_step_is_measured_at_every_size():
    rows = step.measure(turns=1)
    assert [row.what.split(" questions")[0].split()[-1] for row in rows] == [
        str(size) for size in step.SIZES
    ]
    assert rows[0].ratio == 1


async def test_presses_are_paid_for(url, monkeypatch):
    monkeypatch.setattr(crowd, "CONNECTIONS", 2)
    monkeypatch.setattr(presses, "PEOPLE", 2)
    monkeypatch.setattr(presses, "KINDS", ("ours",))  # each starts a process
    await presses.furnish(url)
    (cost,) = (await presses.costs(url, 1, 0.2))["ours"]
    assert cost.updates > 0


async def test_the_others_are_watched_while_one_floods(url, monkeypatch):
    monkeypatch.setattr(flood, "PEOPLE", 10)  # enough that one is always free, however slow
    monkeypatch.setattr(flood, "RATE", 5)
    (row,) = await flood.measure_in(url, pairs=1, seconds=1)
    assert row.ratio
    assert "the bot took 0" not in row.beside


def test_replies_are_told_at_each_rate_and_why_they_broke():
    slow = Walked(10, [9.0] * 50, [8.0] * 50, 3)
    row = presses._told(400, slow, busy=0.99)
    assert row.measured == "9,000 9,000 9,000 ms"
    assert "3 turned away" in row.beside
    assert "broken: the bot's one processor" in row.beside


def test_presses_stand_beside_a_bare_bot():
    found = {kind: [presses.Cost(100, 1, 1)] * 3 for kind in presses.KINDS}
    assert [row.ratio for row in presses.compared(found)] == [1, 0.5, 1]
