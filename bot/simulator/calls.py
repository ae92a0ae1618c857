"""The calls that a bot has made, kept so that a trial can measure them."""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import TypeAdapter

MOST_KEPT = 200_000


@dataclass(slots=True)
class Call:
    """``at`` is when it arrived, in seconds of a monotonic clock.

    ``status`` is what the bot was told: None while it waits, and for good if the line was cut.
    Of a call in a webhook's response it is what the bot would have been told.
    """

    at: float
    method: str
    chat_id: int | None
    status: int | None = None


CALLS = TypeAdapter(list[Call])  # as they travel


@dataclass
class Calls:
    _kept: deque[Call] = field(default_factory=lambda: deque(maxlen=MOST_KEPT))

    def arrived(self, method: str, chat_id: int | None) -> Call:
        call = Call(time.monotonic(), method, chat_id)
        self._kept.append(call)
        return call

    def of(self, method: str | None) -> Iterator[Call]:
        """In order of arrival; of every method when none is named."""
        return (call for call in self._kept if method in {None, call.method})
