"""How long a large broadcast takes, on a clock that jumps; 100,000 people are in `make bench`."""

from collections import Counter

from tests.broadcasts.simulated import Clock, Telegram, walk_in_simulated_time

PEOPLE = 5_000
PROMISED = 75 * 60 / 100_000  # seconds a person: 100,000 within 75 minutes
WAIT = 15.0  # seconds, of the one 429


async def test_a_large_broadcast_keeps_its_time_with_a_429_on_the_way(ledger):
    await ledger.settle_people(range(PEOPLE))
    broadcast_id = await ledger.broadcast()
    telegram = Telegram(ledger.engine, Clock(), refuses_after=PEOPLE // 2, wait=WAIT)
    took = await walk_in_simulated_time(ledger, broadcast_id, telegram)
    assert took.total_seconds() <= PEOPLE * PROMISED
    assert (await ledger.find(broadcast_id)).sent == PEOPLE
    granted = await ledger.rows("SELECT granted_at FROM delivery")
    seconds = Counter(moment.replace(microsecond=0) for (moment,) in granted)
    assert max(seconds.values()) <= 30
    await ledger.books_balance()
