"""An update has its effect once; one person's come one by one; what always fails is set aside."""

import asyncio

import pytest

from db import updates
from db.transaction import transaction
from db.updates import MAX_FAILURES, UpdateKey

ANA, LUIS = b"a" * 32, b"l" * 32
KEY = UpdateKey(100001, 7)
LETTERS = "SELECT failures, error, content FROM dead_letter"


async def see(engine, key=KEY, person=ANA):
    async with transaction(engine) as session:
        return (await updates.see(session, key, person))[1]


async def fail(engine, error="ValueError at x.py:1", content=b"sealed"):
    async with transaction(engine) as session:
        return await updates.failed(session, KEY, error, content)


async def test_an_update_is_new_once(async_engine):
    assert [await see(async_engine) for _ in range(3)] == [True, False, False]


async def test_each_bot_has_its_own_numbers(async_engine):
    assert await see(async_engine, UpdateKey(1, 7))
    assert await see(async_engine, UpdateKey(2, 7))


async def test_the_time_of_an_update_is_the_databases(async_engine):
    async with transaction(async_engine) as session:
        now, _ = await updates.see(session, KEY, ANA)
        (later, _) = await updates.see(session, UpdateKey(100001, 8), ANA)
    assert now.tzinfo is not None
    assert now == later  # the start of the transaction


async def test_an_update_whose_transaction_failed_is_new_again(async_engine):
    async def see_and_fail():
        async with transaction(async_engine) as session:
            assert (await updates.see(session, KEY, ANA))[1]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await see_and_fail()
    assert await see(async_engine)


async def test_the_second_of_two_deliveries_at_once_waits_and_is_not_new(async_engine, waiting):
    async with transaction(async_engine) as session:
        assert (await updates.see(session, KEY, ANA))[1]
        second = asyncio.create_task(see(async_engine))
        await waiting()
    assert not await second


async def test_the_second_delivery_is_new_when_the_first_fails(async_engine, waiting):
    async with transaction(async_engine) as session:
        assert (await updates.see(session, KEY, ANA))[1]
        second = asyncio.create_task(see(async_engine))
        await waiting()
        await session.rollback()
        assert await second


async def test_another_update_of_the_person_waits_and_nobody_elses_does(async_engine, waiting):
    async with transaction(async_engine) as session:
        await updates.see(session, KEY, ANA)
        same_person = asyncio.create_task(see(async_engine, UpdateKey(100001, 8)))
        await waiting()
        assert await see(async_engine, UpdateKey(100001, 9), LUIS)
        assert not same_person.done()
    assert await same_person


async def test_an_update_becomes_a_dead_letter_after_the_last_failure_and_only_then_is_kept(
    async_engine, keyring, desk
):
    sealed = keyring.seal("{el mensaje}", str(KEY))
    for number in range(1, MAX_FAILURES):
        assert not await fail(async_engine, f"error {number}", sealed)
        assert await desk.rows(LETTERS) == [(number, f"error {number}", None)]
    assert await fail(async_engine, "error último", sealed)
    assert await desk.rows(LETTERS) == [(MAX_FAILURES, "error último", sealed)]
    assert await fail(async_engine, "error último", sealed)
    [(_, _, content)] = await desk.rows(LETTERS)
    assert keyring.unseal(bytes(content), str(KEY)) == "{el mensaje}"


async def test_failures_noted_at_once_are_all_counted(async_engine, desk):
    dead = await asyncio.gather(*(fail(async_engine) for _ in range(MAX_FAILURES)))
    assert sorted(dead) == [False] * (MAX_FAILURES - 1) + [True]
    assert await desk.rows(LETTERS) == [(MAX_FAILURES, "ValueError at x.py:1", b"sealed")]
