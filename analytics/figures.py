"""Figures as people in Peru write them: 1,234.5 and 72.5 %, the sign of a change always there."""

from collections.abc import Callable

import pandas as pd
from babel.numbers import format_decimal

from analytics.plan import UnitOfMeasure

_LOCALE = "es_PE"
_SPACE = "\u00a0"  # a figure and its unit stay on one line
_MINUS = "\u2212"
NOTHING = "\u2014"


def count(value: float | None) -> str:
    """Of whole things, though a table may hold it as a float."""
    return NOTHING if value is None or pd.isna(value) else format_decimal(value, "#,##0", _LOCALE)


def number(value: float | None) -> str:
    """With one decimal, which is what a survey's precision supports."""
    if value is None or pd.isna(value):
        return NOTHING
    return format_decimal(value, "#,##0.0", _LOCALE).replace("-", _MINUS)


def percent(value: float | None) -> str:
    return NOTHING if value is None or pd.isna(value) else number(value) + _SPACE + "%"


def exact(value: float | None) -> str:
    """As it was recorded, with the decimals it has, four at most."""
    if value is None or pd.isna(value):
        return NOTHING
    return format_decimal(value, "#,##0.####", _LOCALE)


def in_unit(value: float | None, unit: str) -> str:
    """A value of a series in the plan's unit of measure (analytics.plan.UnitOfMeasure)."""
    match unit:
        case UnitOfMeasure.NUMBER:
            return count(value)
        case UnitOfMeasure.AMOUNT:
            return NOTHING if value is None or pd.isna(value) else f"USD{_SPACE}{count(value)}"
        case UnitOfMeasure.RATIO:
            return _two_decimals(value)
        case UnitOfMeasure.RATE_OF_CHANGE:
            return signed_percent(value)
        case _:
            return percent(value)


def _two_decimals(value: float | None) -> str:
    if value is None or pd.isna(value):
        return NOTHING
    return format_decimal(value, "#,##0.00", _LOCALE)


def signed(value: float | None) -> str:
    """A change in percentage points."""
    return _signed(value, number)


def signed_percent(value: float | None) -> str:
    """A change in per cent of what there was before."""
    return NOTHING if value is None or pd.isna(value) else signed(value) + _SPACE + "%"


def signed_count(value: float | None) -> str:
    """A change of a count."""
    return _signed(value, count)


def _signed(value: float | None, write: Callable[[float], str]) -> str:
    """What rounds to nothing bears no sign."""
    if value is None or pd.isna(value):
        return NOTHING
    written = write(abs(value))
    if written == write(0):
        return written
    return ("+" if value > 0 else _MINUS) + written
