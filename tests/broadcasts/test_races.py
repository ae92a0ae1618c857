"""Opt-out wins every race, on two connections that really race."""

import asyncio
import random
from collections import Counter

import pytest

from db import broadcasts, budget, consents, grants
from db.broadcasts import BroadcastKind
from db.deliveries import DeliveryState
from db.grants import Settlement
from db.transaction import clock, transaction
from tests.broadcasts.ledger import BOT_ID

ROUNDS = 30
PERSON = 7_000_000_001
AGREES = "UPDATE consent SET withdrawn_at = NULL"
AFRESH = (
    "UPDATE delivery SET state = 0, granted_at = NULL, grant_id = NULL, reason = NULL",
    "UPDATE broadcast SET state = 'running', opted_out = 0, sent = 0, failed = 0, unknown = 0",
    AGREES,
)


async def race(seed: int, *runners) -> None:
    """They start one after the other within 2 ms, and within 60 in the last round."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    waits = [chance.uniform(0, 0.002 * 1.12**seed) for _ in runners]

    async def run(wait, runner):
        await asyncio.sleep(wait)
        await runner()

    await asyncio.gather(*map(run, waits, runners))


@pytest.fixture
async def one(ledger):
    """A ledger of one person."""
    await ledger.settle_people([PERSON])
    return ledger


async def state_of(ledger) -> DeliveryState:
    [(state,)] = await ledger.rows("SELECT state FROM delivery")
    return DeliveryState(state)


async def claims(ledger, broadcast_id) -> grants.Grant | None:
    async with transaction(ledger.engine) as session:
        await budget.lock(session, BOT_ID)
        now = await budget.clock(session)
        return await grants.claim(session, broadcast_id, 5, now=now)


async def settles(ledger, grant, state) -> None:
    async with transaction(ledger.engine) as session:
        await grants.settle(session, grant, [Settlement(1, state)], now=await clock(session))


async def afresh(ledger) -> None:
    for statement in AFRESH:
        await ledger.does(statement)


def leaving(ledger):
    return lambda: ledger.opts_out(ledger.people[0])


async def test_against_the_freeze(one):
    """Who left is not in the audience, or was taken out of it."""
    ends = Counter()
    for seed in range(ROUNDS):
        await one.does(AGREES)
        submitted = []

        async def submits(submitted=submitted):
            async with transaction(one.engine) as session:
                content = broadcasts.Content("Vamos a Toledo")
                submitted.append(
                    await broadcasts.submit(
                        session,
                        visit_id=one.visit.id,
                        change_id=None,
                        consulate="MAD",
                        kind=BroadcastKind.NOTICE,
                        writers=[one.writer.id],
                        contents={"es": content},
                        draft="",
                        now=await clock(session),
                    )
                )

        await race(seed, submits, leaving(one))
        rows = await one.rows("SELECT state FROM delivery")
        assert rows in ([], [(DeliveryState.OPTED_OUT,)])
        ends[len(rows)] += 1
        await one.books_balance()
        await one.does("TRUNCATE broadcast CASCADE")
    assert len(ends) == 2, f"no race: {ends}"


async def test_against_the_grant_and_then_the_settlement_that_puts_it_back(one):
    """Either the grant came first, and is the last one, or there is none."""
    broadcast_id = await one.broadcast()
    ends = Counter()
    for seed in range(ROUNDS):
        await afresh(one)
        granted = []

        async def claim(granted=granted):
            granted.append(await claims(one, broadcast_id))

        await race(seed, claim, leaving(one))
        [grant] = granted
        ends[grant is not None] += 1
        if grant is not None:
            assert await state_of(one) is DeliveryState.GRANTED
            await settles(one, grant, DeliveryState.WAITING)
        assert await state_of(one) is DeliveryState.OPTED_OUT
        assert await claims(one, broadcast_id) is None
        await one.books_balance()
    assert len(ends) == 2, f"no race: {ends}"


@pytest.mark.parametrize("end", [DeliveryState.WAITING, DeliveryState.SENT])
async def test_against_the_settlement(one, end):
    """A message that left counts as sent; one that did not never waits again."""
    broadcast_id = await one.broadcast()
    for seed in range(ROUNDS):
        await afresh(one)
        grant = await claims(one, broadcast_id)
        await race(seed, lambda grant=grant: settles(one, grant, end), leaving(one))
        left = DeliveryState.OPTED_OUT if end is DeliveryState.WAITING else end
        assert await state_of(one) is left
        await one.books_balance()


async def test_against_the_grant_that_is_taken_away(one):
    """An edit whose worker is gone would wait again."""
    broadcast_id = await one.broadcast()
    for seed in range(ROUNDS):
        await afresh(one)
        await one.does("UPDATE delivery SET edits = 7")
        await claims(one, broadcast_id)

        async def expires():
            async with transaction(one.engine) as session:
                late = await clock(session) + 2 * grants.LEASE
                await grants.expire(session, broadcast_id, now=late)

        await race(seed, expires, leaving(one))
        assert await state_of(one) is DeliveryState.OPTED_OUT
        await one.books_balance()


async def test_against_sending_again_to_those_it_failed_to_reach(one):
    broadcast_id = await one.broadcast()
    ends = Counter()
    for seed in range(ROUNDS):
        await afresh(one)
        await one.does("UPDATE delivery SET state = 3")
        await one.does("UPDATE broadcast SET state = 'done', failed = 1")
        again = []

        async def sends_again(again=again):
            async with transaction(one.engine) as session:
                found = await broadcasts.seen_by(session, one.approver, broadcast_id, lock=True)
                again.append(await broadcasts.again(session, found))

        await race(seed, sends_again, leaving(one))
        assert await state_of(one) in {DeliveryState.FAILED, DeliveryState.OPTED_OUT}
        ends[await state_of(one)] += 1
        await one.books_balance()
    assert len(ends) == 2, f"no race: {ends}"


async def test_an_opt_out_that_only_withdraws_the_consent_loses(one, monkeypatch):
    """The negative control."""

    async def nothing(_session, _respondent_id):
        await asyncio.sleep(0)

    monkeypatch.setattr(consents.deliveries, "opt_out", nothing)
    broadcast_id = await one.broadcast()
    await one.opts_out(one.people[0])
    assert await claims(one, broadcast_id) is not None


async def test_of_people_who_leave_while_it_is_sent_each_gets_at_most_what_was_on_its_way(
    ledger, walker, line
):
    """A whole broadcast, while half of its people leave: nobody is granted after their leaving."""
    ids = await line.crowd(200)
    await ledger.settle_people(ids)
    await line.slows("sendMessage", 0.02, times=1000)
    broadcast_id = await ledger.broadcast()
    walks = [asyncio.create_task(walker.walk(broadcast_id)) for _ in range(2)]
    left = {}
    for person in random.Random(1).sample(ledger.people, 100):  # noqa: S311 - no secret
        await ledger.opts_out(person)
        [(left[person],)] = await ledger.rows("SELECT clock_timestamp()")
    await asyncio.gather(*walks)
    rows = await ledger.rows("SELECT respondent_id, state, granted_at FROM delivery")
    states = Counter(state for person, state, _ in rows if person in left)
    assert set(states) == {DeliveryState.SENT, DeliveryState.OPTED_OUT}, states
    late = [it for it in rows if it[0] in left and it[2] and it[2] > left[it[0]]]
    assert late == []
    calls = Counter(call.chat_id for call in await line.calls("sendMessage"))
    assert max(calls.values()) == 1
    assert len(calls) == 200 - states[DeliveryState.OPTED_OUT]
    await ledger.books_balance()


async def test_two_people_leave_two_broadcasts_at_once(ledger):
    """Neither waits for the other in a circle."""
    await ledger.settle_people([1, 2])
    for _ in range(2):
        await ledger.broadcast()
        await ledger.does("UPDATE broadcast SET state = 'rejected'")
    for seed in range(ROUNDS):
        await ledger.does("UPDATE delivery SET state = 0")
        await ledger.does("UPDATE broadcast SET opted_out = 0")
        await ledger.does(AGREES)
        await race(seed, *(lambda it=it: ledger.opts_out(it) for it in ledger.people))
        await ledger.books_balance()
