"""A broadcast is walked from its first grant to its last settlement."""

import asyncio

import pytest

from bot.broadcasting.walker import Pace, Walker
from db import broadcasts
from db.broadcasts import BroadcastKind, BroadcastState, Refused
from db.transaction import transaction
from tests.broadcasts.forked import until
from tests.broadcasts.ledger import BOT_ID


async def test_everybody_is_told_once_and_the_broadcast_is_done(ledger, walker: Walker, line):
    ids = await line.crowd(120)
    await ledger.settle_people(ids)
    broadcast_id = await ledger.broadcast()
    assert await walker.walk(broadcast_id)
    done = await ledger.find(broadcast_id)
    assert (done.state, done.sent, done.total) == (BroadcastState.DONE, 120, 120)
    assert done.is_proved
    assert done.ended_at
    assert sorted(call.chat_id for call in await line.calls("sendMessage")) == sorted(ids)
    await ledger.books_balance()


async def test_nothing_is_granted_once_it_is_cancelled(ledger, post, line):
    await ledger.settle_people(await line.crowd(50))
    broadcast_id = await ledger.broadcast()
    walker = Walker(ledger.engine, BOT_ID, post.send, Pace(rate=25))
    walks = [asyncio.create_task(walker.walk(broadcast_id)) for _ in range(2)]

    async def is_under_way() -> bool:
        return bool(await line.calls("sendMessage"))

    await until(is_under_way)
    await ledger.steers(broadcast_id, BroadcastState.CANCELLED)
    [(cancelled_at,)] = await ledger.rows("SELECT clock_timestamp()")
    async with asyncio.timeout(2):
        await asyncio.gather(*walks)
    [(last,)] = await ledger.rows("SELECT max(granted_at) FROM delivery")
    assert last < cancelled_at
    cancelled = await ledger.find(broadcast_id)
    assert cancelled.sent == len(await line.calls("sendMessage"))
    assert cancelled.waiting == 50 - cancelled.sent > 0
    await ledger.books_balance()


async def test_a_pause_ends_the_walk_and_resuming_goes_on(ledger, walker, line):
    await ledger.settle_people(await line.crowd(10))
    broadcast_id = await ledger.broadcast()
    await ledger.steers(broadcast_id, BroadcastState.PAUSED)
    assert await walker.walk(broadcast_id)
    assert await line.calls("sendMessage") == []
    await ledger.steers(broadcast_id, BroadcastState.RUNNING)
    await walker.walk(broadcast_id)
    assert (await ledger.find(broadcast_id)).state == BroadcastState.DONE
    assert len(await line.calls("sendMessage")) == 10


async def test_a_broadcast_to_nobody_is_done_at_once(ledger, walker):
    broadcast_id = await ledger.broadcast()
    assert await walker.walk(broadcast_id)
    assert (await ledger.find(broadcast_id)).state == BroadcastState.DONE


async def test_what_a_later_broadcast_corrected_is_not_sent_again(ledger, walker, line):
    await ledger.settle_people(await line.crowd(3))
    await line.refuses("sendMessage", 400, "Bad Request: message is too long")
    notice = await ledger.broadcast()
    await walker.walk(notice)
    await ledger.broadcast(BroadcastKind.CORRECTION, text="Cambió", edited="A las 9")
    async with transaction(ledger.engine) as session:
        found = await broadcasts.seen_by(session, ledger.approver, notice, lock=True)
        assert await broadcasts.again(session, found) == Refused("broadcast_not_so")


async def test_a_bug_in_one_message_leaves_the_others_of_its_grant_settled(ledger, line, post):
    await ledger.settle_people(await line.crowd(5))

    async def send(delivery, said):
        if delivery.seq == 3:
            raise LookupError(delivery.seq)
        return await post.send(delivery, said)

    broadcast_id = await ledger.broadcast()
    with pytest.raises(LookupError):
        await Walker(ledger.engine, BOT_ID, send).walk(broadcast_id)
    assert await ledger.rows("SELECT seq FROM delivery WHERE state = 1") == [(3,)]
    assert (await ledger.find(broadcast_id)).sent == 4
