"""A database is demonstration or real, once and for all, and opens with one key."""

import asyncio

from db import installation
from db.keyring import Keyring
from db.transaction import transaction


async def claim(engine, keyring, kind):
    async with transaction(engine) as session:
        return await installation.claim(session, keyring, kind)


async def test_a_demonstration_never_becomes_real(async_engine, keyring):
    assert await claim(async_engine, keyring, "demonstration") is None
    assert await claim(async_engine, keyring, "demonstration") is None
    refusal = await claim(async_engine, keyring, "real")
    assert "de demostración y se pidió una real" in str(refusal)
    assert "[datos-no-se-mezclan]" in str(refusal)
    async with transaction(async_engine) as session:
        assert await installation.kind(session) == "demonstration"


async def test_real_data_never_become_a_demonstration(async_engine, keyring):
    assert await claim(async_engine, keyring, "real") is None
    assert "real y se pidió una de demostración" in str(
        await claim(async_engine, keyring, "demonstration")
    )


async def test_another_key_is_refused(async_engine, keyring):
    await claim(async_engine, keyring, "real")
    assert "[clave-no-abre]" in str(await claim(async_engine, Keyring(bytes(32)), "real"))


async def test_the_other_kind_with_another_key_is_told_of_the_kind(async_engine, keyring):
    await claim(async_engine, keyring, "real")
    refusal = await claim(async_engine, Keyring(bytes(32)), "demonstration")
    assert "[datos-no-se-mezclan]" in str(refusal)


async def test_a_new_database_is_of_no_kind(async_engine):
    async with transaction(async_engine) as session:
        assert await installation.kind(session) is None


async def test_of_two_processes_that_claim_at_once_the_first_decides(
    async_engine, keyring, waiting
):
    async with transaction(async_engine) as session:
        assert await installation.claim(session, keyring, "real") is None
        second = asyncio.create_task(claim(async_engine, Keyring(bytes(32)), "demonstration"))
        await waiting()
    assert "[datos-no-se-mezclan]" in str(await second)
