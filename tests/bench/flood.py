"""What a flood of one person costs the others: `python -m tests.bench.flood`.

Ten pairs, each a while without and a while with a person who sends a hundred messages a second;
Telegram brings them one by one, and waits where it is told to.
"""

import asyncio
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass

import aiohttp

from tests.bench.crowd import Citizen, Crowd, at_rate, warm_up
from tests.bench.database import database
from tests.bench.presses import KEY, PEOPLE, TOKEN, furnish, percentile, subject
from tests.bench.table import Row, say, show

PAIRS, SECONDS = 10, 4.0
RATE = 20.0  # updates a second of the others
FLOOD = 100.0  # of the one


@dataclass
class Flood:
    """One person's queue as Telegram keeps it."""

    crowd: Crowd
    who: Citizen
    url: str
    sent: int = 0
    taken: int = 0

    async def pour(self) -> None:
        """Until cancelled; what was not taken stays in the queue, as a count."""
        began, already = time.perf_counter(), self.sent
        async with aiohttp.ClientSession() as client:
            while True:
                self.sent = already + int((time.perf_counter() - began) * FLOOD)
                if self.taken >= self.sent:
                    await asyncio.sleep(1 / FLOOD)  # this is the rate that is asked for
                    continue
                status, wait = await self.crowd.deliver(
                    client, self.url, self.crowd.says(self.who)
                )
                self.taken += status == 200
                await asyncio.sleep(wait)


async def others(crowd: Crowd, url: str, seconds: float) -> float:
    """Their p95, in seconds."""
    walked = await at_rate(crowd, url, RATE, seconds)
    assert not walked.refused, walked.refused
    return percentile(walked.answered, 95)


async def measure_in(url: str, pairs: int = PAIRS, seconds: float = SECONDS) -> list[Row]:
    await furnish(url)
    crowd, calm, stormy = Crowd(PEOPLE), [], []
    async with (
        crowd.listening() as telegram,
        subject("ours", TOKEN, telegram, url, KEY.hex()) as (_, address),
    ):
        await warm_up(crowd, address)
        rosa = Citizen(min(crowd.people) - 1)  # among those who are shown things, not the idle
        crowd.people[rosa.id] = rosa
        flood = Flood(crowd, rosa, address)
        for _ in range(pairs):
            calm.append(await others(crowd, address, seconds))
            pouring = asyncio.create_task(flood.pour())
            stormy.append(await others(crowd, address, seconds))
            pouring.cancel()
            with suppress(asyncio.CancelledError):
                await pouring
            say(f"p95 {1000 * calm[-1]:.0f} ms, with the flood {1000 * stormy[-1]:.0f} ms")
    this, that = statistics.median(stormy), statistics.median(calm)
    return [
        Row(
            f"Others' p95 while one person sends {FLOOD:.0f}/s",
            f"{1000 * this:,.0f} ms",
            f"without: {1000 * that:,.0f} ms; of her {flood.sent:,} the bot took {flood.taken:,}, "
            "the rest waits with Telegram",
            this / that,
        )
    ]


async def measure() -> list[Row]:
    with database() as server:
        return await measure_in(server.url)


if __name__ == "__main__":
    show(measure)
