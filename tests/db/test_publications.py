"""Editions: counted within their period, whole with their sum, and cut at an observation."""

import hashlib
from itertools import permutations

import pytest

from db import publications
from db.publications import checksum
from db.transaction import transaction
from tests.db.register import NOW, S1, told

FILES = {"whole.json": b"[]\n", "whole.csv": "tilde: ó\r\n".encode(), "unit.csv": b"\x00\xff"}


@pytest.fixture
def publish(register):
    async def publish(period="2026-S2", files=FILES):
        async with transaction(register.engine) as session:
            return await publications.publish(
                session, None, period, files, definitions="abc", now=NOW
            )

    return publish


async def test_editions_are_counted_within_their_period(publish, register):
    for period in ("2026-S2", "2026-S1", "2026-S2"):
        await publish(period)
    async with transaction(register.engine) as session:
        for period, numbers in [("2026-S2", [1, 2]), ("2026-S1", [1]), ("2026", [])]:
            found = await publications.editions(session, period)
            assert [it.edition for it in found] == numbers
            assert {it.definitions for it in found} <= {"abc"}


async def test_the_files_come_back_byte_for_byte(publish, register):
    made = await publish()
    other = await publish(files={"whole.csv": b"otra"})
    async with transaction(register.engine) as session:
        assert await publications.files(session, made) == FILES
        assert await publications.files(session, other) == {"whole.csv": b"otra"}
    assert made.checksum == checksum(FILES) != other.checksum


async def test_an_edition_knows_the_last_observation_that_it_saw(publish, register):
    assert (await publish()).last_observation == 0
    await register.records(told(1), told(2, S1))
    await register.records(told(3, reason="otra vez"))
    last = (await register.kept())[-1].id
    assert (await publish()).last_observation == last


def test_the_sum_is_what_sha256sum_says_of_its_own_lines():
    lines = [f"{hashlib.sha256(FILES[name]).hexdigest()}  {name}\n" for name in sorted(FILES)]
    assert checksum(FILES) == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert {checksum(dict(it)) for it in permutations(FILES.items())} == {checksum(FILES)}


@pytest.mark.parametrize(
    "changed",
    [
        FILES | {"whole.json": b"[]"},
        FILES | {"más.csv": b""},
        {
            "whole.json": FILES["whole.csv"],
            "whole.csv": FILES["whole.json"],
            "unit.csv": b"\0\xff",
        },
        {name: content for name, content in FILES.items() if name != "unit.csv"},
    ],
)
def test_any_change_changes_the_sum(changed):
    assert checksum(changed) != checksum(FILES)
