"""A stretch of whole months, as the register keeps it."""

from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """A period by its name (2026-S2) and the first days of its first and last months."""

    name: str
    first_month: date
    last_month: date
