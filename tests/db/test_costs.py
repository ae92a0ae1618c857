"""What one person does costs the same however many people came before."""

import asyncio

import pytest
from sqlalchemy import text

from db import consents, interviews, respondents
from surveys import Chosen, Skipped, Typed

CROWD = 5_000
ANA = 7_000_000_001
GROWING = ("respondent", "interview", "answer", "consent", "entry", "seen_update")
FILL = """
    INSERT INTO entry (code, kind, consulate)
        SELECT 'MAD-' || n, 'wall', 'MAD' FROM generate_series(1, :crowd) AS n;
    INSERT INTO seen_update (bot_id, update_id, at)
        SELECT 9, n, now() FROM generate_series(1, :crowd) AS n;
    INSERT INTO respondent (id, fingerprint, language, greeted_at)
        SELECT gen_random_uuid(), sha256(n::text::bytea), 'es', now()
        FROM generate_series(1, :crowd) AS n;
    INSERT INTO consent (respondent_id, purpose, text_version, language, given_at)
        SELECT id, 'survey', '', 'es', now() FROM respondent;
    INSERT INTO interview (id, respondent_id, form_id, version, language, consulate, entry_kind,
            turn, marked, disposition, started_at, closed_at)
        SELECT gen_random_uuid(), id, 'todo-tipo', '1', 'es', 'MAD', 'wall', '', '[]', 'complete',
            now(), CASE WHEN random() < 0.8 THEN now() END FROM respondent;
    INSERT INTO answer (interview_id, question, value, sealed, answered_at, month)
        SELECT id, question, '5', CASE WHEN question = 'comentario' THEN bytea '' END, now(),
            CASE WHEN question = 'satisfaccion' THEN current_date END
        FROM interview, unnest(ARRAY['satisfaccion', 'servicio', 'comentario']) AS question;
    ANALYZE
"""
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid != pg_backend_pid()"
)
SCANNED = text("SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname = ANY(:tables)")


@pytest.fixture
async def crowded(desk):
    """A desk to which many people have come."""
    for statement in FILL.split(";"):
        await desk.does(statement, **({"crowd": CROWD} if ":crowd" in statement else {}))
    return desk


async def rows_scanned(desk) -> int:
    """Rows of the growing tables that were read without an index since the database was made."""
    await desk.engine.dispose()  # a connection tells the statistics at the latest when it ends
    async with asyncio.timeout(5), desk.engine.connect() as connection:
        while await connection.scalar(OTHERS):
            await connection.rollback()  # the view stands still within a transaction
            await asyncio.sleep(0.005)  # between two looks; the condition decides
        return await connection.scalar(SCANNED, {"tables": list(GROWING)})


async def test_nothing_a_person_does_reads_a_growing_table_from_end_to_end(crowded):
    before = await rows_scanned(crowded)
    await crowded.begins(ANA, entry="MAD-77")
    await crowded.answers(Chosen(("5",)), Chosen(("dni",)), Chosen(("4",)), person=ANA)
    await crowded.goes_back(ANA)
    await crowded.answers(*[Skipped()] * 3, Typed("Muy bien"), person=ANA)
    async with crowded.update(ANA) as (session, standing):
        person = standing.respondent
        assert (await interviews.last_place(session, person)).code == "MAD"
        await consents.withdraw(session, person.id, now=person.greeted_at)
        await respondents.forget(session, person)
    assert await rows_scanned(crowded) == before
    assert before > 0
