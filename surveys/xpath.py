"""The values of XPath 1.0 and its conversions: text, number, truth."""

import math
import operator
import re
from collections.abc import Callable
from decimal import Decimal

XPathValue = str | float | bool

NUMBER = re.compile(r"\s*(-?(?:\d+(?:\.\d*)?|\.\d+))\s*", re.ASCII)

RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def number(value: XPathValue) -> float:
    """Text that is no number, the empty text included, is NaN."""
    if isinstance(value, str):
        understood = NUMBER.fullmatch(value)
        return float(understood[1]) if understood else math.nan
    return float(value)


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
    if isinstance(value, float):
        return bool(value) and not math.isnan(value)
    return bool(value)


def equal(left: XPathValue, right: XPathValue) -> bool:
    """As truths if either is one, else as numbers if either is one, else as texts."""
    if isinstance(left, bool) or isinstance(right, bool):
        return boolean(left) == boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return number(left) == number(right)
    return left == right


def compare(left: XPathValue, sign: str, right: XPathValue) -> bool:
    match sign:
        case "=":
            return equal(left, right)
        case "!=":
            return not equal(left, right)
        case _:
            return RELATIONS[sign](number(left), number(right))


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
