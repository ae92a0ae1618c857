"""A published version is frozen: the same number never means another questionnaire."""

import asyncio
from datetime import UTC, datetime, timedelta

from db import surveys as versions
from db.transaction import transaction
from surveys import load

FORM = """
| survey |
| | type | name | label |
| | select_one n | s | ¿Satisfecho? |
| choices |
| | list_name | name | label |
| | n | 1 | Uno |
| | n | 2 | Dos |
| | n | 3 | Tres |
| | n | 4 | Cuatro |
| | n | 5 | Cinco |
| settings |
| | form_id | version | default_language |
| | prueba | VERSION | Español (es) |
"""
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


async def publish(engine, version, now=NOW, words="¿Satisfecho?"):
    workbook = FORM.replace("VERSION", version).replace("¿Satisfecho?", words).encode()
    async with transaction(engine) as session:
        return await versions.publish(session, load(workbook, ".md"), workbook, now=now)


async def published(engine):
    async with transaction(engine) as session:
        return await versions.published(session, "prueba")


async def test_a_version_is_kept_byte_by_byte_and_publishing_it_again_changes_nothing(
    async_engine,
):
    assert await publish(async_engine, "1") is None
    assert await publish(async_engine, "1", NOW + timedelta(days=1)) is None
    (frozen,) = await published(async_engine)
    assert frozen.workbook.decode() == FORM.replace("VERSION", "1")
    assert frozen.published_at == NOW


async def test_other_content_under_the_same_number_is_refused_and_not_taken(async_engine):
    await publish(async_engine, "1")
    refusal = await publish(async_engine, "1", words="¿Contento?")
    assert "«1» de «prueba» ya se publicó con otro contenido" in str(refusal)
    assert "[encuesta-congelada]" in str(refusal)
    (frozen,) = await published(async_engine)
    assert "¿Satisfecho?" in frozen.workbook.decode()


async def test_of_two_that_publish_one_number_at_once_only_the_first_is_kept(async_engine):
    outcomes = await asyncio.gather(
        *(publish(async_engine, "1", words=f"¿Forma {number}?") for number in range(4))
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert len(await published(async_engine)) == 1


async def test_the_newest_comes_first_and_older_versions_stay(async_engine):
    await publish(async_engine, "2", NOW)
    await publish(async_engine, "10", NOW + timedelta(days=1))
    await publish(async_engine, "1", NOW + timedelta(days=2))
    assert [it.version for it in await published(async_engine)] == ["1", "10", "2"]
    async with transaction(async_engine) as session:
        assert await versions.published(session, "otra") == []
