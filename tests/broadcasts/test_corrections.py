"""Whoever may have heard of a visit hears that it changed; nobody stops that half way."""

import asyncio

import pytest

from db import broadcasts, consents, grants, respondents
from db.broadcasts import BroadcastKind, BroadcastState, Refused
from db.consents import NOTICES
from db.deliveries import DeliveryState
from db.grants import Settlement
from db.respondents import Respondent
from db.transaction import clock, transaction


async def granted(ledger, broadcast):
    async with transaction(ledger.engine) as session:
        return await grants.claim(session, broadcast, 5, now=await clock(session))


async def test_who_is_being_told_when_a_notice_stops_hears_of_the_cancellation(ledger):
    await ledger.settle_people(range(1, 6))
    notice = await ledger.broadcast()
    grant = await granted(ledger, notice)
    await ledger.steers(notice, BroadcastState.CANCELLED)
    cancellation = await ledger.submits(BroadcastKind.CANCELLATION)
    assert cancellation.total == len(grant.deliveries) == 5


async def test_what_was_stopped_goes_on_to_those_who_have_not_heard_and_to_nobody_twice(ledger):
    await ledger.settle_people(range(1, 8))
    notice = await ledger.broadcast()
    grant = await granted(ledger, notice)
    told = {it.respondent_id for it in grant.deliveries}
    await ledger.steers(notice, BroadcastState.CANCELLED)
    rest = await ledger.submits()
    rows = await ledger.rows(
        "SELECT respondent_id FROM delivery WHERE broadcast_id = :rest", rest=rest.id
    )
    assert {it for (it,) in rows} == set(ledger.people) - told
    assert rest.total == 2


async def test_a_cancellation_rings_at_everybodys_before_old_messages_are_edited(ledger):
    await ledger.settle_people(range(1, 4))
    grant = await granted(ledger, await ledger.broadcast())
    async with transaction(ledger.engine) as session:
        sent = [Settlement(it.seq, DeliveryState.SENT, 100 + it.seq) for it in grant.deliveries]
        await grants.settle(session, grant, sent, now=await clock(session))
    await ledger.does("UPDATE broadcast SET state = 'done'")
    told = await ledger.submits(BroadcastKind.CANCELLATION)
    rows = await ledger.rows(
        "SELECT edits IS NULL FROM delivery WHERE broadcast_id = :told ORDER BY seq", told=told.id
    )
    assert [rings for (rings,) in rows] == [True] * 3 + [False] * 3


@pytest.mark.parametrize("kind", [BroadcastKind.CORRECTION, BroadcastKind.CANCELLATION])
@pytest.mark.parametrize("state", [BroadcastState.RUNNING, BroadcastState.PAUSED])
async def test_what_must_arrive_is_paused_but_not_stopped(ledger, kind, state):
    told = await ledger.broadcast(kind)
    if state is BroadcastState.PAUSED:
        await ledger.steers(told, state)
    async with transaction(ledger.engine) as session:
        locked = await broadcasts.seen_by(session, ledger.approver, told, lock=True)
        now = await clock(session)
        stopped = await broadcasts.steer(session, locked, BroadcastState.CANCELLED, now=now)
    assert stopped == Refused("broadcast_must_arrive")
    assert await ledger.rows("SELECT state FROM broadcast") == [(state,)]


async def test_a_correction_taken_back_does_not_keep_the_failed_from_being_tried_again(ledger):
    await ledger.settle_people([1])
    notice = await ledger.broadcast()
    grant = await granted(ledger, notice)
    async with transaction(ledger.engine) as session:
        failed = [Settlement(1, DeliveryState.FAILED, reason="refused")]
        await grants.settle(session, grant, failed, now=await clock(session))
    await ledger.does("UPDATE broadcast SET state = 'done'")
    correction = await ledger.submits(BroadcastKind.CORRECTION)
    await ledger.steers(correction.id, BroadcastState.CANCELLED)
    async with transaction(ledger.engine) as session:
        locked = await broadcasts.seen_by(session, ledger.approver, notice, lock=True)
        assert await broadcasts.again(session, locked) is None


async def test_who_comes_back_and_leaves_while_a_block_is_settled_meets_no_deadlock(ledger):
    """As the citizens' bot does it: the consent first, the mark of the block last."""
    await ledger.settle_people([1])
    grant = await granted(ledger, await ledger.broadcast())
    has_left, may_end = asyncio.Event(), asyncio.Event()

    async def leaves():
        async with transaction(ledger.engine) as session:
            person = await session.get(Respondent, ledger.people[0])
            now = await clock(session)
            await consents.withdraw(session, person.id, now=now, purpose=NOTICES)
            has_left.set()
            await may_end.wait()
            await respondents.block(session, person.id, now)

    async def settles():
        await has_left.wait()
        async with transaction(ledger.engine) as session:
            may_end.set()
            blocked = [Settlement(1, DeliveryState.BLOCKED)]
            await grants.settle(session, grant, blocked, now=await clock(session))

    async with asyncio.timeout(10):
        await asyncio.gather(leaves(), settles())
