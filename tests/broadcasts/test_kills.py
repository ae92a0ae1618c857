"""A walker that is killed at any moment sends nobody twice and forgets nobody."""

from collections import Counter

import pytest

from bot.broadcasting.worker import look_after
from db.broadcasts import BroadcastState
from tests.broadcasts.forked import dies, until

RATE = 100  # a second, so 20 in one grant
GRANT = 20
LEASE = 0.6  # seconds
PEOPLE = 50
# Where a walker dies; of how many messages of that grant nobody knows then.
POINTS = {
    "granted, not committed": 0,
    "committed, not sent": GRANT,
    "some sent": GRANT,
    "sent, not settled": GRANT,
    "settled": 0,
}


@pytest.fixture
async def walkers(warmed, ledger, telegram, line, url):
    await ledger.settle_people(await line.crowd(PEOPLE))
    broadcast = str(await ledger.broadcast())
    warmed.order |= {"telegram": telegram, "url": url, "broadcast": broadcast}
    warmed.order |= {"rate": RATE, "lease": LEASE}
    yield warmed
    warmed.kill()


def ends(ledger):
    async def has_ended() -> bool:
        return await ledger.rows("SELECT state FROM broadcast") == [(BroadcastState.DONE,)]

    return has_ended


async def telling(ledger, line) -> tuple[Counter, dict[int, int]]:
    """How often each person was written to, and in which state the ledger has them."""
    told = Counter(call.chat_id for call in await line.calls("sendMessage"))
    rows = await ledger.rows(
        "SELECT telegram_id, respondent_id, state FROM delivery"
        " JOIN respondent ON id = respondent_id"
    )
    unseal = ledger.keyring.unseal
    return told, {int(unseal(sealed, str(person))): state for sealed, person, state in rows}


@pytest.mark.parametrize("doomed", [1, 2], ids=["one worker", "two workers"])
@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_doubles_nothing_and_forgets_nobody(walkers, ledger, line, point, doomed):
    """One dies in its second grant; of two, that share the work, each in its first."""
    passing = 3 - doomed
    if point == "some sent":
        passing = GRANT * (passing - 1) + 5
    for pid in [walkers.start(point=point, passing=passing) for _ in range(doomed)]:
        await until(dies(pid))
    assert await ledger.rows("SELECT state FROM broadcast") == [("running",)]
    walkers.start()
    await until(ends(ledger))
    told, states = await telling(ledger, line)
    assert set(told.values()) == {1}, "nobody twice"
    assert set(states.values()) <= {2, 6}
    assert all(told[person] for person, state in states.items() if state == 2)
    assert sum(state == 6 for state in states.values()) == POINTS[point] * doomed
    await ledger.books_balance()


async def test_a_walker_that_sends_before_it_writes_down_doubles(walkers, ledger, line):
    """The negative control: the same kill, and people hear the same twice."""
    await until(dies(walkers.start(naive=True, passing=2)))
    await until(dies(walkers.start(naive=True)))
    told, _ = await telling(ledger, line)
    assert Counter(told.values()) == {1: PEOPLE - GRANT, 2: GRANT}


@pytest.mark.parametrize("point", ["committed, not sent", "sent, not settled"])
async def test_a_kill_while_it_is_cancelled_leaves_nothing_unsaid(walkers, ledger, line, point):
    await until(dies(walkers.start(point=point, passing=2)))
    [(broadcast_id,)] = await ledger.rows("SELECT id FROM broadcast")
    await ledger.steers(broadcast_id, BroadcastState.CANCELLED)
    await until(dies(walkers.start()))  # it finds nothing to do

    async def is_buried() -> bool:
        await look_after(ledger.engine)
        return await ledger.rows("SELECT count(*) FROM delivery WHERE state = 1") == [(0,)]

    await until(is_buried)
    cancelled = await ledger.find(broadcast_id)
    assert (cancelled.sent, cancelled.unknown, cancelled.waiting) == (20, 20, 10)
    assert len(await line.calls("sendMessage")) == (20 if point == "committed, not sent" else 40)
    await ledger.books_balance()


async def test_the_engine_takes_up_the_work_of_a_worker_that_was_killed(walkers, ledger, line):
    """Both of its walkers may have been under way: a grant each is unknown at most."""
    walkers.start(works=True)

    async def is_under_way() -> bool:
        return len(await line.calls("sendMessage")) > 5

    await until(is_under_way)
    walkers.kill()
    walkers.start(works=True)
    await until(ends(ledger))
    told, states = await telling(ledger, line)
    assert max(told.values()) == 1
    assert all(told[person] for person, state in states.items() if state == 2)
    assert sum(state == 6 for state in states.values()) <= 2 * GRANT
    await ledger.books_balance()
