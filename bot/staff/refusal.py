"""Why an answer is not taken, in words for the member who gave it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """An expected refusal; *why* is Telegram's HTML."""

    why: str
