"""Figures as people in Peru write them: 1,234.5 and 72.5 %, the sign of a change always there."""

import pandas as pd
from babel.numbers import format_decimal

_LOCALE = "es_PE"
_SPACE = "\u00a0"  # a figure and its unit stay on one line
_MINUS = "\u2212"
NOTHING = "\u2014"


def count(number: int | None) -> str:
    return NOTHING if number is None or pd.isna(number) else format_decimal(number, locale=_LOCALE)


def number(value: float | None) -> str:
    """With one decimal, which is what a survey's precision supports."""
    return (
        NOTHING if value is None or pd.isna(value) else format_decimal(value, "#,##0.0", _LOCALE)
    )


def percent(value: float | None) -> str:
    return NOTHING if value is None or pd.isna(value) else number(value) + _SPACE + "%"


def signed(value: float | None) -> str:
    """A change; what rounds to nothing bears no sign."""
    if value is None or pd.isna(value):
        return NOTHING
    written = number(abs(value))
    if written == number(0):
        return written
    return ("+" if value > 0 else _MINUS) + written
