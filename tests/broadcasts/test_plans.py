"""With a crowd of recipients a grant and an opt-out still cost what a few rows cost."""

import time
from datetime import timedelta

import pytest

from db import deliveries, grants
from db.broadcasts import BroadcastKind
from db.deliveries import LEFT
from db.transaction import clock, transaction

CROWD = 20_000  # 100,000 have been tried, and cost five times the time here
PATIENCE = 5  # seconds to freeze them: measured 0.4; a bad plan takes many times that
FILL = """
    INSERT INTO respondent (id, fingerprint, telegram_id, language, greeted_at, consulate)
        SELECT gen_random_uuid(), sha256(n::text::bytea), '', 'es', now(), 'MAD'
        FROM generate_series(1, :crowd) AS n;
    INSERT INTO consent (respondent_id, purpose, text_version, language, given_at)
        SELECT id, 'notices', '1', 'es', now() FROM respondent
"""
PROGRESS = "UPDATE delivery SET state = 2, granted_at = now() WHERE seq <= :far"


@pytest.fixture
async def broadcast_id(ledger):
    for statement in FILL.split(";"):
        await ledger.does(statement, **({"crowd": CROWD} if ":crowd" in statement else {}))
    begun = time.monotonic()
    submitted = await ledger.broadcast()
    assert time.monotonic() - begun < PATIENCE
    await ledger.does("UPDATE broadcast SET is_proved = true")
    return submitted


async def rows_read(ledger, statement, **values) -> dict[str, int]:
    """By table, the rows that the statement reads; it is rolled back."""
    async with ledger.engine.connect() as connection:
        explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.text}"
        [found] = (await connection.execute(type(statement)(explain), values)).scalar_one()
    read: dict[str, int] = {}
    todo = [found["Plan"]]
    while todo:
        node = todo.pop()
        todo += node.get("Plans", [])
        if (table := node.get("Relation Name")) and "Scan" in node["Node Type"]:
            rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            read[table] = read.get(table, 0) + round(rows * node["Actual Loops"])
    return read


async def test_a_correction_to_the_crowd_is_frozen_as_fast(ledger, broadcast_id):
    """Those who were told; nothing was counted for the planner since the table grew."""
    await ledger.does("UPDATE delivery SET state = 2, message_id = seq")
    await ledger.does("UPDATE broadcast SET state = 'done'")
    begun = time.monotonic()
    correction = await ledger.submits(BroadcastKind.CORRECTION, edited="A las 9")
    assert time.monotonic() - begun < PATIENCE
    assert correction.total == 2 * CROWD
    await ledger.does("UPDATE delivery SET state = 3")
    await ledger.does("UPDATE broadcast SET state = 'rejected' WHERE kind = 'correction'")
    begun = time.monotonic()
    await ledger.sends_again(broadcast_id)
    assert time.monotonic() - begun < PATIENCE


async def test_what_is_read_for_a_grant_does_not_grow_with_the_crowd(ledger, broadcast_id):
    async with transaction(ledger.engine) as session:
        now = await clock(session) + timedelta(seconds=5)
    asked = {
        "broadcast": broadcast_id,
        "grant": broadcast_id,
        "most": 5,
        "first_batch": 50,
        "now": now,
        "lease": now,
        "lately": now - timedelta(seconds=1),
    }
    for far in (0, CROWD // 2, CROWD - 10):
        await ledger.does(PROGRESS, far=far)
        read = await rows_read(ledger, grants._CLAIM, **asked)
        assert read["delivery"] <= 30, f"after {far}"
        assert read["respondent"] <= 5
    await ledger.does("UPDATE broadcast SET state = 'paused'")
    assert (await rows_read(ledger, grants._CLAIM, **asked))["delivery"] == 0
    [(person,)] = await ledger.rows("SELECT respondent_id FROM delivery WHERE seq = 7")
    gone = {"respondent": person, "left": LEFT}
    assert (await rows_read(ledger, deliveries._OPT_OUT, **gone))["delivery"] == 1
