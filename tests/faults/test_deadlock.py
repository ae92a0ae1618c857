"""A deadlock or a failed serialisation is nobody's fault: the update comes again, counts once."""

import asyncio

import pytest
from sqlalchemy import text

from db import updates
from db.transaction import transaction
from db.updates import MAX_FAILURES, UpdateKey
from tests.conversations.test_webhook import ROSA, message, post
from tests.faults.test_database_locked import SCORES, one_waits

FAILS = (
    "CREATE SEQUENCE tries",
    """CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('tries') <= {times} THEN RAISE EXCEPTION USING ERRCODE = '{code}'; END IF;
        RETURN NEW; END $$""",
    "CREATE TRIGGER fail BEFORE INSERT ON answer FOR EACH ROW EXECUTE FUNCTION fail()",
)


async def falls_into_a_deadlock(town, keyring, knock):
    """Her answer holds her lock and waits for her interview; a rival the other way round."""
    async with town.engine.connect() as rival:
        await rival.execute(text("SELECT 1 FROM interview FOR UPDATE"))
        answer = asyncio.create_task(post(knock, message(3, "5")))
        await one_waits(town)
        hers = int.from_bytes(keyring.fingerprint(ROSA.id)[:8], signed=True)
        # Whoever has waited longest looks first, and is the one that PostgreSQL breaks off.
        await rival.execute(text("SELECT pg_advisory_xact_lock(:hers)"), {"hers": hers})
        return await answer


async def test_a_deadlock_costs_a_try_and_nothing_more(asked, keyring, knock):
    broken_off = await falls_into_a_deadlock(asked, keyring, knock)
    assert broken_off.status == 503
    assert int(broken_off.headers["Retry-After"]) > 0
    assert await asked.rows(SCORES) == []
    assert (await post(knock, message(3, "5"))).status == 200
    assert await asked.rows(SCORES) == [(5,)]
    assert await asked.rows("SELECT * FROM dead_letter") == []


@pytest.mark.parametrize("code", ["40001", "40P01"], ids=["serialisation", "deadlock"])
async def test_it_may_happen_to_one_update_again_and_again(asked, knock, code):
    times = MAX_FAILURES - 1
    async with asked.engine.begin() as connection:
        for statement in FAILS:
            await connection.execute(text(statement.format(times=times, code=code)))
    told = [(await post(knock, message(3, "5"))).status for _ in range(MAX_FAILURES)]
    assert told == [503] * times + [200]
    assert await asked.rows(SCORES) == [(5,)]


@pytest.mark.usefixtures("forgetful")
async def test_a_bot_that_takes_it_for_done_loses_the_answer(asked, keyring, knock):
    """The negative control."""
    assert (await falls_into_a_deadlock(asked, keyring, knock)).status == 200
    assert await asked.rows(SCORES) == []


async def test_the_lock_of_the_rival_is_the_updates_own(asked, keyring):
    """Else nothing above would be a deadlock: the update's lock is asked for as the rival does."""
    async with transaction(asked.engine) as session:
        await updates.see(session, UpdateKey(1, 1), keyring.fingerprint(ROSA.id))
        locked = await asked.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
    assert locked == [(1,)]
