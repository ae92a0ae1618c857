"""The values of XPath 1.0 and its conversions: text, number, truth."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

XPathValue = str | float | bool

NUMBER = re.compile(r"\s*(-?(?:\d+(?:\.\d*)?|\.\d+))\s*", re.ASCII)

MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d.*)?", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def number(value: XPathValue) -> float:
    """A date is its days since 1970; other text that is no number, and the empty one, is NaN."""
    if not isinstance(value, str):
        return float(value)
    if value.isdecimal() and value.isascii():  # what most answers are, without a pattern
        return float(value)
    understood = NUMBER.fullmatch(value)
    return float(understood[1]) if understood else days(value)


def days(text: str) -> float:
    """Days since 1970 by the calendar and clock of the text's own place; NaN for other texts."""
    if not MOMENT.fullmatch(text):
        return math.nan
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return math.nan
    return (moment - EPOCH) / timedelta(days=1)


def string(value: XPathValue) -> str:
    """Whole numbers come without decimals, and never in the notation of powers of ten."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")


def boolean(value: XPathValue) -> bool:
    """Text is true unless empty; a number is true unless zero or NaN."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value)


def equal(left: XPathValue, right: XPathValue) -> bool:
    """As truths if either is one, else as numbers if either is one, else as texts."""
    if isinstance(left, bool) or isinstance(right, bool):
        return boolean(left) == boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return number(left) == number(right)
    return left == right


COMPARISONS: Mapping[str, Callable[[XPathValue, XPathValue], bool]] = {
    "=": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": lambda left, right: number(left) < number(right),
    "<=": lambda left, right: number(left) <= number(right),
    ">": lambda left, right: number(left) > number(right),
    ">=": lambda left, right: number(left) >= number(right),
}


def calculate(left: XPathValue, sign: str, right: XPathValue) -> float:
    """IEEE arithmetic: dividing by zero gives an infinity or NaN, never an error."""
    a, b = number(left), number(right)
    match sign:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "div":
            return a / b if b else a * math.copysign(math.inf, b)
        case _:  # mod takes the sign of the dividend
            return math.fmod(a, b) if b and math.isfinite(a) else math.nan
