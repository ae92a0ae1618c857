"""What is kept no longer than we told people, to the day; what counts stays for ever."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from db import consents, respondents, staff, updates
from db.attendances import Attendance
from db.broadcasts import Broadcast, BroadcastKind, BroadcastState
from db.consents import Consent
from db.deliveries import Delivery, DeliveryState
from db.retention import Erased, erase_what_is_due
from db.staff import Role
from db.transaction import transaction
from db.updates import UpdateKey
from db.visits import Visit
from surveys import Chosen, Skipped, Typed

THEN = datetime(2026, 11, 23, 15, tzinfo=UTC)
ANA, LUIS = 1, 2
A_DAY = timedelta(days=1)


async def erase(desk, after: timedelta) -> Erased:
    async with transaction(desk.engine) as session:
        return await erase_what_is_due(session, THEN + after)


async def count(desk, table):
    [(rows,)] = await desk.rows(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
    return rows


async def test_free_text_stays_twelve_months_and_then_goes_while_what_counts_stays(desk):
    await desk.begins(ANA, now=THEN)
    replies = (Chosen(("4",)), Skipped(), Skipped(), Skipped(), Typed("2"), Typed("Muy bien"))
    await desk.answers(*replies, person=ANA, now=THEN)
    assert (await erase(desk, timedelta(days=365))).free_texts == 0
    assert (await desk.kept())["comentario"] == "Muy bien"
    assert (await erase(desk, timedelta(days=365) + A_DAY)).free_texts == 2  # and what quotes it
    assert "comentario" not in await desk.kept()
    assert await desk.rows("SELECT score FROM answer WHERE month IS NOT NULL") == [(4,)]
    assert await count(desk, "answer") == 5
    assert (await count(desk, "interview"), await count(desk, "respondent")) == (1, 1)


async def test_who_was_greeted_and_never_agreed_goes_after_a_week(desk):
    await desk.greets(ANA, now=THEN)
    assert (await erase(desk, timedelta(days=7))).never_agreed == 0
    assert (await erase(desk, timedelta(days=8))).never_agreed == 1
    assert await count(desk, "respondent") == 0


async def test_who_agreed_stays_and_so_does_the_evidence_of_who_withdrew(desk):
    await desk.begins(ANA, now=THEN)
    luis = await desk.greets(LUIS, now=THEN)
    async with transaction(desk.engine) as session:
        agreed = Consent(
            respondent_id=luis.id,
            purpose=consents.SURVEY,
            text_version="2026-11",
            language="es",
            given_at=THEN,
        )
        await consents.give(session, agreed)
        await consents.withdraw(session, luis.id, now=THEN)
    assert (await erase(desk, timedelta(days=4000))).never_agreed == 0
    assert (await count(desk, "respondent"), await count(desk, "consent")) == (2, 1)


async def test_who_agrees_in_the_very_moment_stays(desk, waiting):
    await desk.greets(ANA, now=THEN)
    async with desk.update(ANA) as (session, standing):
        await respondents.agreed(session, desk.keyring, standing.respondent, ANA)
        erasing = asyncio.create_task(erase(desk, timedelta(days=8)))
        await waiting()
    assert (await erasing).never_agreed == 0


@pytest.mark.parametrize("table", ["seen_update", "dead_letter"])
async def test_what_came_from_telegram_goes_after_a_week(desk, table):
    async with transaction(desk.engine) as session:
        if table == "seen_update":
            now, _ = await updates.see(session, UpdateKey(1, 1), b"a" * 32)
        else:
            await updates.failed(session, UpdateKey(1, 1), "ValueError at x.py:1", b"")
            [(now,)] = await desk.rows("SELECT now()")
    week = timedelta(days=7)
    async with transaction(desk.engine) as session:
        assert (await erase_what_is_due(session, now + week - A_DAY)).updates == 0
        assert (await erase_what_is_due(session, now + week + A_DAY)).updates == 1
    assert await count(desk, table) == 0


async def test_an_interview_nobody_came_back_to_is_closed_and_keeps_counting(desk):
    await desk.begins(ANA, now=THEN)
    await desk.answers(Chosen(("4",)), person=ANA, now=THEN)
    assert (await erase(desk, timedelta(days=29))).abandoned == 0
    assert (await erase(desk, timedelta(days=31))).abandoned == 1
    assert await desk.rows("SELECT disposition, closed_at IS NULL FROM interview") == [
        ("partial", False)
    ]
    assert await desk.rows("SELECT score, complete FROM answer WHERE month IS NOT NULL") == [
        (4, False)
    ]


@pytest.fixture
async def told(desk):
    """Ana goes to a visit three weeks from then, and was told of it."""
    ana = await desk.greets(ANA, now=THEN)
    day = (THEN + timedelta(days=21)).date()
    visit = Visit(consulate="MAD", writers=[], created_at=THEN, first_day=day, last_day=day)
    async with transaction(desk.engine) as session:
        session.add(visit)
        await session.flush()
        broadcast = Broadcast(
            visit_id=visit.id,
            consulate="MAD",
            kind=BroadcastKind.NOTICE,
            state=BroadcastState.DONE,
            writers=[],
            draft="",
            fingerprint=b"",
            submitted_at=THEN,
            total=1,
            sent=1,
        )
        session.add(broadcast)
        await session.flush()
        session.add(Attendance(visit_id=visit.id, respondent_id=ana.id, going=True, at=THEN))
        session.add(
            Delivery(
                broadcast_id=broadcast.id,
                seq=1,
                respondent_id=ana.id,
                language="es",
                state=DeliveryState.SENT,
                message_id=7,
            )
        )
    return desk


async def test_who_went_is_forgotten_a_month_after_the_visit(told):
    kept = await erase(told, timedelta(days=21 + 29))
    assert (kept.attendances, kept.never_agreed) == (0, 0)
    gone = await erase(told, timedelta(days=21 + 32))
    assert (gone.attendances, gone.never_agreed) == (1, 0)  # she was told something


async def test_who_only_said_they_go_goes_with_that(told):
    await told.does("DELETE FROM delivery")
    gone = await erase(told, timedelta(days=21 + 32))
    assert (gone.attendances, gone.never_agreed) == (1, 1)
    assert await count(told, "respondent") == 0


async def test_what_was_sent_goes_after_ninety_days_and_its_count_stays(told):
    assert (await erase(told, timedelta(days=90))).deliveries == 0
    assert (await erase(told, timedelta(days=90) + A_DAY)).deliveries == 1
    assert await told.rows("SELECT total, sent FROM broadcast") == [(1, 1)]


@pytest.mark.parametrize(
    "still", ["UPDATE visit SET last_day = '2027-12-01'", "UPDATE broadcast SET state = 'running'"]
)
async def test_what_may_still_be_corrected_or_sent_stays(told, still):
    await told.does(still)
    assert (await erase(told, timedelta(days=120))).deliveries == 0


async def test_an_invitation_is_forgotten_a_month_after_it_died(desk):
    async with transaction(desk.engine) as session:
        said = {"role": Role.OPERATOR, "consulates": ["MAD"], "now": THEN}
        await staff.invite(session, desk.keyring, telegram_id=1, name="Carmen", **said)
    died = staff.INVITATION_LIVES + timedelta(days=30)
    assert (await erase(desk, died - A_DAY)).invitations == 0
    assert (await erase(desk, died + A_DAY)).invitations == 1


async def test_with_nothing_due_nothing_is_erased(desk):
    assert await erase(desk, A_DAY) == Erased(0, 0, 0, 0, 0, 0, 0)
