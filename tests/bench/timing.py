"""How long things take beside each other: each in its turn, and the median of its turns."""

import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def medians(turns: int, *works: Callable[[], object]) -> list[float]:
    """Seconds of each, taken in turns, so that what disturbs the machine disturbs them all."""
    rounds = [[seconds(work) for work in works] for _ in range(turns)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def short(took: float) -> str:
    """Seconds as people read them."""
    return f"{took:,.1f} s" if took >= 1 else f"{1000 * took:,.3g} ms"
