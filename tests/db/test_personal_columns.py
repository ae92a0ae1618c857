"""People's words and numbers never stand in clear; every new column must be thought about."""

from contextlib import suppress

import pytest
from sqlalchemy import text

from db import metadata, updates
from db.transaction import transaction
from db.updates import MAX_FAILURES, UpdateKey
from surveys import Chosen, Skipped, Typed

ANA = 7_123_456_789
WORDS = "Me atendió doña Xiluén"
SECRETS = (str(ANA), WORDS, "Xilu")

# What each column may hold. `sealed` and `fingerprint` need the key, `choice` names what an
# author offered, `code` is ours, `file` and `public` come from the ministry and are meant for
# everybody (or, of a fingerprint over content, tell nothing of a person), `time` says when,
# `official` is what units and planners write about figures: part of the record they answer for.
COLUMNS = {
    "answer": {
        "interview_id": "code",
        "question": "code",
        "value": "choice",
        "sealed": "sealed",
        "answered_at": "time",
        "form_id": "code",
        "month": "time",
        "consulate": "code",
        "service": "choice",
        "score": "choice",
        "complete": "code",
        "entry_kind": "code",
        "wave": "code",
    },
    "attendance": {"visit_id": "code", "respondent_id": "code", "going": "code", "at": "time"},
    "audit_entry": {
        "id": "code",
        "at": "time",
        "staff_id": "code",
        "act": "code",
        "consulate": "code",
        "subject": "code",
        "detail": "code",
    },
    "broadcast": {
        "id": "code",
        "visit_id": "code",
        "change_id": "code",
        "consulate": "code",
        "kind": "code",
        "state": "code",
        "writers": "code",
        "draft": "code",
        "fingerprint": "file",
        "submitted_at": "time",
        "decided_by": "code",
        "decided_at": "time",
        "walked_at": "time",
        "ended_at": "time",
        "excluded": "public",
        "is_proved": "code",
        "pause_reason": "code",
        "total": "code",
        "sent": "code",
        "failed": "code",
        "blocked": "code",
        "opted_out": "code",
        "unknown": "code",
    },
    "broadcast_text": {
        "broadcast_id": "code",
        "language": "code",
        "text": "public",
        "buttons": "code",
        "edited": "public",
        "edited_buttons": "code",
    },
    "broadcast_watch": {
        "broadcast_id": "code",
        "staff_id": "code",
        "message_id": "code",
        "shown": "code",
    },
    "budget": {"bot_id": "code", "tat": "time", "held_until": "time"},
    "consent": {
        "id": "code",
        "respondent_id": "code",
        "purpose": "code",
        "text_version": "code",
        "language": "code",
        "given_at": "time",
        "withdrawn_at": "time",
    },
    "consulate": {
        "code": "code",
        "name": "public",
        "city": "public",
        "country": "public",
        "kind": "public",
        "timezone": "public",
        "latitude": "public",
        "longitude": "public",
        "jurisdiction": "public",
        "source": "public",
    },
    "dead_letter": {
        "bot_id": "code",
        "update_id": "code",
        "failures": "code",
        "error": "code",
        "content": "sealed",
        "last_at": "time",
    },
    "delivery": {
        "broadcast_id": "code",
        "seq": "code",
        "respondent_id": "code",
        "language": "code",
        "edits": "code",
        "state": "code",
        "not_before": "time",
        "attempts": "code",
        "grant_id": "code",
        "granted_at": "time",
        "lease_until": "time",
        "message_id": "code",
        "reason": "code",
        "settled_at": "time",
    },
    "entry": {
        "code": "code",
        "kind": "code",
        "form_id": "code",
        "consulate": "code",
        "service": "choice",
        "service_date": "time",
        "visit": "code",
    },
    "flyer": {"visit_id": "code", "picture": "file"},
    "installation": {"id": "code", "kind": "code", "proof": "sealed"},
    "interview": {
        "id": "code",
        "respondent_id": "code",
        "form_id": "code",
        "version": "code",
        "language": "code",
        "consulate": "code",
        "service": "choice",
        "service_date": "time",
        "entry": "code",
        "entry_kind": "code",
        "visit": "code",
        "wave": "code",
        "at": "code",
        "turn": "code",
        "marked": "choice",
        "disposition": "code",
        "started_at": "time",
        "closed_at": "time",
    },
    "observation": {
        "id": "code",
        "series": "code",
        "input": "code",
        "month": "time",
        "last_month": "time",
        "consulate": "code",
        "unit": "code",
        "service": "choice",
        "statement": "official",
        "value": "public",
        "visit_id": "code",
        "source": "official",
        "reason": "official",
        "recorded_by": "code",
        "recorded_at": "time",
        "superseded_at": "time",
        "superseded_by": "code",
    },
    "period_step": {
        "id": "code",
        "period": "code",
        "month": "time",
        "last_month": "time",
        "unit": "code",
        "step": "code",
        "comment": "official",
        "staff_id": "code",
        "at": "time",
    },
    "publication": {
        "id": "code",
        "period": "code",
        "edition": "code",
        "definitions": "code",
        "checksum": "code",
        "last_observation": "code",
        "published_at": "time",
        "published_by": "code",
    },
    "published_file": {
        "publication_id": "code",
        "name": "code",
        "content": "file",
    },
    "target": {
        "id": "code",
        "series": "code",
        "period": "code",
        "baseline": "public",
        "baseline_period": "code",
        "goal": "public",
        "green": "public",
        "amber": "public",
        "relevance": "public",
        "norm": "public",
        "recorded_at": "time",
        "superseded_at": "time",
    },
    "unit": {
        "code": "code",
        "name": "public",
        "directo": "code",
        "subsidiario": "code",
        "source": "public",
    },
    "respondent": {
        "id": "code",
        "fingerprint": "fingerprint",
        "telegram_id": "sealed",
        "language": "code",
        "entry": "code",
        "greeted_at": "time",
        "consulate": "code",
        "blocked_at": "time",
    },
    "seen_update": {"bot_id": "code", "update_id": "code", "at": "time"},
    "staff_invitation": {
        "code_hash": "fingerprint",
        "fingerprint": "fingerprint",
        "member_id": "code",
        "name": "sealed",
        "role": "code",
        "consulates": "code",
        "units": "code",
        "expires_at": "time",
        "used_at": "time",
    },
    "staff_member": {
        "id": "code",
        "fingerprint": "fingerprint",
        "telegram_id": "sealed",
        "name": "sealed",
        "role": "code",
        "consulates": "code",
        "units": "code",
        "joined_at": "time",
        "revoked_at": "time",
        "visit": "code",
        "asking": "code",
    },
    "survey_version": {
        "form_id": "code",
        "version": "code",
        "checksum": "code",
        "workbook": "file",
        "published_at": "time",
    },
    "visit": {
        "id": "code",
        "consulate": "code",
        "state": "code",
        "replaces": "code",
        "writers": "code",
        "created_at": "time",
        "town": "public",
        "place": "public",
        "latitude": "public",
        "longitude": "public",
        "timezone": "public",
        "first_day": "time",
        "last_day": "time",
        "opens": "time",
        "closes": "time",
        "fold": "code",
        "services": "choice",
        "requirements": "public",
        "capacity": "public",
        "contact": "public",
        "flyer": "code",
        "announced_at": "time",
        "cancelled_at": "time",
        "made_at": "time",
    },
}


@pytest.fixture
async def told(desk):
    """A database to which a person has told everything it can be told."""
    await desk.begins(ANA)
    replies = (Chosen(("5",)), Chosen(("dni",)), Skipped(), Skipped(), Typed("2"), Typed(WORDS))
    await desk.answers(*replies, person=ANA)
    await desk.begins(ANA)
    await desk.answers(Typed(WORDS), person=ANA)  # refused: no choice begins like that
    update = UpdateKey(1, 10**6)
    for _ in range(MAX_FAILURES):
        async with transaction(desk.engine) as session:
            letter = desk.keyring.seal(f'{{"id": {ANA}, "text": "{WORDS}"}}', str(update))
            await updates.failed(session, update, "ValueError at bot.py:1", letter)
    return desk


def test_every_column_of_every_table_says_what_it_may_hold():
    assert {name: list(table.columns.keys()) for name, table in metadata.tables.items()} == {
        name: list(labels) for name, labels in COLUMNS.items()
    }


def test_what_is_sealed_or_a_fingerprint_is_bytes():
    for name, table in metadata.tables.items():
        for column in table.columns:
            is_bytes = COLUMNS[name][column.key] in {"sealed", "fingerprint", "file"}
            assert (column.type.python_type is bytes) == is_bytes, column


async def test_no_row_of_any_table_shows_a_person(told):
    shown = ""
    for name in metadata.tables:
        rows = await told.rows(f"SELECT it::text FROM {name} AS it")  # noqa: S608 - our own names
        shown += "\n".join(row[0] for row in rows)
    assert "dni" in shown  # what is not secret does show
    assert r"\x" + told.keyring.fingerprint(ANA).hex() in shown
    for secret in SECRETS:
        assert secret not in shown
        assert secret.encode().hex() not in shown


async def test_no_file_of_the_server_shows_a_person(told, server):
    """Its log before writing included, which holds every row as it was written."""
    async with told.engine.begin() as connection:
        await connection.execute(text("SET LOCAL synchronous_commit = on"))
        await connection.execute(text("UPDATE consulate SET jurisdiction = 'aguja en el pajar'"))
    found = set()
    for file in server.home.cluster.rglob("*"):
        with suppress(FileNotFoundError, IsADirectoryError):  # the server clears up meanwhile
            content = file.read_bytes()
            found |= {it for it in ("aguja en el pajar", *SECRETS) if it.encode() in content}
    assert found == {"aguja en el pajar"}
