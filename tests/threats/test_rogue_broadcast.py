"""T11: what nobody approved is not sent, even by a worker that is told to."""

import pytest

from db.broadcasts import BroadcastState
from tests.broadcasts.conftest import ledger, line, post, telegram, walker

__all__ = ["ledger", "line", "post", "telegram", "walker"]  # fixtures

PEOPLE = 3


async def set_walking(ledger, line, walker, state: str) -> int:
    """A walker is put on a broadcast in that state, as a forged job would: what it sends."""
    await ledger.settle_people(await line.crowd(PEOPLE))
    waiting = await ledger.submits()
    await ledger.does("UPDATE broadcast SET state = :state", state=state)
    await walker.walk(waiting.id)
    return len(await line.calls("sendMessage"))


@pytest.mark.parametrize("state", sorted(set(BroadcastState) - {BroadcastState.RUNNING}))
async def test_what_is_not_approved_or_not_running_is_never_sent(ledger, line, walker, state):
    assert await set_walking(ledger, line, walker, state) == 0


async def test_the_same_walker_sends_what_runs(ledger, line, walker):
    """The negative control."""
    assert await set_walking(ledger, line, walker, BroadcastState.RUNNING) == PEOPLE
