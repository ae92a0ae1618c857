"""Amounts as members type them: whole numbers and US dollars; what could mean two is none."""

import re
import unicodedata
from decimal import Decimal

from babel.numbers import format_decimal

from bot.staff.words import means, say

NOT_APPLICABLE = "nc"  # instead of an amount: the consulate has no such thing
ZERO = Decimal(0)
MOST_COUNTED = Decimal(1_000_000)
MOST_DOLLARS = Decimal(100_000_000)
_COUNT = re.compile(r"[0-9]{1,9}")
_DOLLARS = re.compile(r"(?:usd? ?\$? ?)?([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]{1,2})?")
_DOUBTFUL = re.compile(r"[0-9]{1,3},[0-9]{3}")  # where many write it, the comma parts decimals


def read(typed: str, *, dollars: bool) -> str | None:
    """The amount as a cursor keeps it, NOT_APPLICABLE among them; none for what is unclear."""
    if means("typed_not_applicable", typed):
        return NOT_APPLICABLE
    written = "".join(map(_western, typed.strip().casefold()))
    if not dollars:
        return _within(written, MOST_COUNTED) if _COUNT.fullmatch(written) else None
    match = _DOLLARS.fullmatch(written)
    if match is None or (_DOUBTFUL.fullmatch(match[1]) and not match[2]):
        return None
    return _within(f"{match[1].replace(',', '')}{match[2] or ''}", MOST_DOLLARS)


def value(amount: str) -> Decimal | None:
    """What is recorded of it."""
    return None if amount == NOT_APPLICABLE else Decimal(amount)


def in_words(known: Decimal | None, *, dollars: bool) -> str:
    """As it may be typed again: «132», «1,234.50», «no corresponde»."""
    if known is None:
        return say("not_applicable")
    return str(format_decimal(known, "#,##0.00" if dollars else "0", locale="en"))


def _western(sign: str) -> str:
    """Digits of any script; a superscript is none."""
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _within(amount: str, most: Decimal) -> str | None:
    """Without zeros in front."""
    number = Decimal(amount)
    return str(number) if number <= most else None
