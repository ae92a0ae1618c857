"""A value on its way out: what a file may hold of an answer."""

from datetime import date, datetime
from decimal import Decimal

Cell = str | int | float | date | datetime | None
"""None where there is no answer; a moment is in UTC, as KoboToolbox gives it."""


def written(cell: Cell) -> str | int | float | None:
    """As a file without dates of its own holds it."""
    return cell.isoformat() if isinstance(cell, date) else cell


def number(text: str) -> int | float:
    """The number as few programs would misread it: whole wherever it can be."""
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else float(exact)
