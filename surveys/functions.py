"""The functions an author may call: the XPath 1.0 and ODK functions we keep, and no others."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from surveys.xpath import EPOCH, XPathValue, boolean, number, string

ANY_NUMBER = 99
MAX_DAYS = 700_000  # from 1970: the year 3886
MAX_PLACES = 12  # of decimals: beyond it a float has nothing left to round


@dataclass(frozen=True)
class Function:
    """What a name computes, and with how many arguments it may be called."""

    compute: Callable[..., XPathValue]
    at_least: int
    at_most: int


def selected(answer: XPathValue, name: XPathValue) -> bool:
    return string(name).strip() in string(answer).split()


def count_selected(answer: XPathValue) -> float:
    return float(len(string(answer).split()))


def coalesce(first: XPathValue, second: XPathValue) -> XPathValue:
    return first if string(first) else second


def concat(*parts: XPathValue) -> str:
    return "".join(map(string, parts))


def integer(value: XPathValue) -> float:
    """The whole part, towards zero."""
    amount = number(value)
    return float(math.trunc(amount)) if math.isfinite(amount) else math.nan


def rounded(value: XPathValue, places: XPathValue = 0.0) -> float:
    """Halves go away from zero, as in Enketo and ODK Web Forms (XPath 1.0 sends -1.5 to -1)."""
    amount, digits = number(value), number(places)
    if not (math.isfinite(amount) and math.isfinite(digits)):
        return amount if math.isfinite(digits) else math.nan
    step = Decimal(1).scaleb(-max(-MAX_PLACES, min(MAX_PLACES, int(digits))))
    scaled = (Decimal(repr(amount)) / step).to_integral_value(ROUND_HALF_UP)
    return float(scaled * step)


def smallest(*values: XPathValue) -> float:
    return _extreme(min, values)


def greatest(*values: XPathValue) -> float:
    return _extreme(max, values)


def _extreme(choose: Callable[..., float], values: tuple[XPathValue, ...]) -> float:
    amounts = [number(value) for value in values]
    return math.nan if any(map(math.isnan, amounts)) else choose(amounts)


def matches(value: XPathValue, pattern: XPathValue) -> bool:
    """The whole text matches; `expressions` has refused the patterns engines disagree on."""
    return re.fullmatch(string(pattern), string(value), re.ASCII) is not None


def power(base: XPathValue, exponent: XPathValue) -> float:
    """NaN where no real number is the result, or it is too great, or one of the two is none."""
    amount, times = number(base), number(exponent)
    try:
        return math.nan if math.isnan(amount) or math.isnan(times) else math.pow(amount, times)
    except (ValueError, OverflowError):
        return math.nan


def substr(text: XPathValue, start: XPathValue, end: XPathValue = math.inf) -> str:
    """From the place `start`, counted from zero, or from the end where it is negative."""
    whole, first, last = string(text), number(start), number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    return whole[_place(first, len(whole)) : _place(last, len(whole))]


def _place(amount: float, length: int) -> int:
    return int(max(-length, min(length, amount)))


def selected_at(answer: XPathValue, place: XPathValue) -> str:
    """The name chosen at that place, counted from zero; nothing outside."""
    names, index = string(answer).split(), number(place)
    return names[int(index)] if 0 <= index < len(names) else ""


def translate(text: XPathValue, signs: XPathValue, others: XPathValue) -> str:
    """Each sign becomes the one at its place among the others, or goes where there is none."""
    table: dict[int, str] = {}
    for place, sign in enumerate(string(signs)):
        table.setdefault(ord(sign), string(others)[place : place + 1])
    return string(text).translate(table)


def join(between: XPathValue, *parts: XPathValue) -> str:
    return string(between).join(map(string, parts))


def date(value: XPathValue) -> str:
    """The day of a date, of a moment or of a number of days since 1970; nothing for others."""
    amount = number(value)
    if math.isnan(amount) or not abs(amount) < MAX_DAYS:
        return ""
    return (EPOCH + timedelta(days=math.floor(amount))).date().isoformat()


def format_date(value: XPathValue, pattern: XPathValue) -> str:
    """The day in digits; `compiler` has refused what depends on a language."""
    day = date(value)
    if not day:
        return ""
    year, month, of_month = day.split("-")
    parts = {"Y": year, "y": year[2:], "m": month, "n": str(int(month))}
    parts |= {"d": of_month, "e": str(int(of_month))}
    return re.sub(r"%(.)", lambda sign: parts[sign[1]], string(pattern))


FUNCTIONS: Mapping[str, Function] = {
    "abs": Function(lambda value: abs(number(value)), 1, 1),
    "boolean": Function(boolean, 1, 1),
    "coalesce": Function(coalesce, 2, 2),
    "concat": Function(concat, 1, ANY_NUMBER),
    "contains": Function(lambda text, part: string(part) in string(text), 2, 2),
    "count-selected": Function(count_selected, 1, 1),
    "date": Function(date, 1, 1),
    "decimal-date-time": Function(number, 1, 1),
    "ends-with": Function(lambda text, end: string(text).endswith(string(end)), 2, 2),
    "false": Function(lambda: False, 0, 0),
    "format-date": Function(format_date, 2, 2),
    "int": Function(integer, 1, 1),
    "join": Function(join, 2, ANY_NUMBER),
    "max": Function(greatest, 1, ANY_NUMBER),
    "min": Function(smallest, 1, ANY_NUMBER),
    "normalize-space": Function(lambda text: " ".join(string(text).split()), 1, 1),
    "not": Function(lambda value: not boolean(value), 1, 1),
    "number": Function(number, 1, 1),
    "pow": Function(power, 2, 2),
    "regex": Function(matches, 2, 2),
    "round": Function(rounded, 1, 2),
    "selected": Function(selected, 2, 2),
    "selected-at": Function(selected_at, 2, 2),
    "starts-with": Function(lambda text, start: string(text).startswith(string(start)), 2, 2),
    "string": Function(string, 1, 1),
    "string-length": Function(lambda value: float(len(string(value))), 1, 1),
    "substr": Function(substr, 2, 3),
    "translate": Function(translate, 3, 3),
    "true": Function(lambda: True, 0, 0),
}
"""All but those that see more than the values of their arguments: `compiler` knows these."""
