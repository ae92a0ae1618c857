"""Two workers, as two processes, share one budget and one 429."""

from itertools import pairwise

import pytest

from tests.broadcasts.forked import dies, until

GRANTED = "SELECT extract(epoch FROM granted_at)::float FROM delivery ORDER BY granted_at"
MOST_IN_A_SECOND = 30
WAITS = 1  # seconds


@pytest.fixture
async def two(warmed, telegram, url):
    """Starts both, and returns when both have ended."""
    warmed.order |= {"telegram": telegram, "url": url, "rate": 25, "lease": 45}

    async def run(broadcast_id) -> None:
        for pid in [warmed.start(broadcast=str(broadcast_id)) for _ in range(2)]:
            await until(dies(pid))

    yield run
    warmed.kill()


def worst_second(moments) -> int:
    """The most of them within any second, both ends included."""
    return max(sum(begin <= it <= begin + 1 for it in moments) for begin in moments)


async def test_no_second_holds_more_than_thirty_grants_and_no_chat_more_than_one(
    two, ledger, line
):
    await ledger.settle_people(await line.crowd(60))
    broadcast_id = await ledger.broadcast()
    await two(broadcast_id)
    granted = [moment for (moment,) in await ledger.rows(GRANTED)]
    assert len(granted) == 60
    assert worst_second(granted) <= MOST_IN_A_SECOND
    assert worst_second([call.at for call in await line.calls("sendMessage")]) <= 40
    assert granted[-1] - granted[0] < 3.5, "and yet it is not slower than it may be"
    await ledger.books_balance()


async def test_a_429_stops_both_for_its_time(two, ledger, line):
    await ledger.settle_people(await line.crowd(45))
    said = f"Too Many Requests: retry after {WAITS}"
    await line.refuses("sendMessage", 429, said, after=22, retry_after=WAITS)
    await two(await ledger.broadcast())
    granted = sorted({moment for (moment,) in await ledger.rows(GRANTED)})
    rests = [later - earlier for earlier, later in pairwise(granted)]
    assert max(rests) >= WAITS
    calls = await line.calls("sendMessage")
    [refused] = [call.at for call in calls if call.status == 429]
    meanwhile = [call for call in calls if refused + 0.3 < call.at < refused + WAITS - 0.1]
    assert meanwhile == [], "but for those already on their way"
    assert len(calls) == 46
    assert await ledger.rows("SELECT count(*) FROM delivery WHERE state = 2") == [(45,)]
