"""A full disk: what would be stored comes again, what is read is there, nothing is damaged."""

import itertools
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import analytics
from bot.simulator.people import User
from db.engine import sync_engine
from tests.conversations.conftest import ENTRY, Town, furnish
from tests.conversations.test_webhook import message
from tests.faults.hook import Hook
from tests.faults.own_server import OwnServer, begin

SIZE = "200m"  # a migrated cluster with its log takes less than 150
MANY = 400  # newcomers: their rows need more room than a table's last page has
STRANGERS = "SELECT count(*) FROM respondent"
_numbers = itertools.count(1)


@dataclass
class Disk:
    """A small one of our own, in memory."""

    folder: Path

    def fill(self) -> None:
        with (self.folder / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(bytes(64 * 1024))
        with (self.folder / "ballast").open("ab", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(bytes(1024))

    def make_room(self) -> None:
        (self.folder / "ballast").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def disk() -> Iterator[Disk]:
    folder = Path(tempfile.mkdtemp(prefix="pulso-full-"))
    mount = ["/bin/mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", folder]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603
        folder.rmdir()
        pytest.skip("NOT TESTED: only root, and not every root, may mount a disk to fill")
    yield Disk(folder)
    subprocess.run(["/bin/umount", folder], check=True)  # noqa: S603
    folder.rmdir()


@pytest.fixture(scope="module")
def own(disk) -> Iterator[OwnServer]:
    """Undamaged at the end: every page has the checksum that it should."""
    own = begin(disk.folder / "postgres")
    yield own
    disk.make_room()
    own.hold.close()
    check = own.hold.home.binaries / "pg_checksums"
    checked = own.hold.home.account.run(check, "--check", "-D", own.hold.home.cluster)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.fixture(scope="module")
async def engine_there(own, keyring):
    engine = create_async_engine(own.url, poolclass=NullPool)
    await furnish(engine, keyring)
    return engine


@pytest.fixture
def town(telegram, engine_there) -> Town:
    return Town(telegram, engine_there)


@pytest.fixture
def hook(own, forks, disk, unused_tcp_port) -> Iterator[Hook]:
    forks.order["url"] = own.url
    yield Hook(unused_tcp_port)
    disk.make_room()


async def newcomers(hook: Hook) -> list[tuple[dict, int]]:
    """People come until one of them is not taken: their updates, and what each was told."""
    told = []
    for number in itertools.islice(_numbers, MANY):
        update = message(number, f"/start {ENTRY}", User(f"Persona {number}", "es"))
        status, again = await hook.knock(update)
        told.append((update, status))
        if status == 503:
            assert int(again) > 0
            break
    return told


async def test_what_finds_no_room_comes_again_and_what_is_read_is_there(
    town, own, forks, hook, disk
):
    forks.citizens(hook.port)
    await hook.becomes(200)
    before = (await town.one(STRANGERS)).count
    disk.fill()
    told = await newcomers(hook)
    assert told[-1][1] == 503, "the disk was not full enough"
    assert (await town.one(STRANGERS)).count == before + len(told) - 1
    figures(own)
    await hook.becomes(200)
    disk.make_room()
    assert (await hook.knock(told[-1][0]))[0] == 200
    assert (await town.one(STRANGERS)).count == before + len(told)
    assert await town.rows("SELECT * FROM dead_letter") == []


def figures(own: OwnServer) -> None:
    """What a planner pulls."""
    engine = sync_engine(own.url)
    assert len(analytics.pull("2026-S1", "3.2", engine=engine)) > 0
    engine.dispose()


async def test_a_bot_that_acknowledges_first_loses_people(town, forks, hook, disk):
    """The negative control."""
    forks.citizens(hook.port, naive=0)
    await hook.becomes(200)
    before = (await town.one(STRANGERS)).count
    disk.fill()
    told = await newcomers(hook)
    assert {status for _, status in told} == {200}
    await hook.becomes(200)
    disk.make_room()
    lost = before + len(told) - (await town.one(STRANGERS)).count
    assert lost > 10, "and not only those who were on their way"
