"""The functions an author may call: the XPath 1.0 and ODK functions we keep, and no others."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from surveys.xpath import XPathValue, boolean, number, string

ANY_NUMBER = 99
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


FUNCTIONS: Mapping[str, Function] = {
    "boolean": Function(boolean, 1, 1),
    "coalesce": Function(coalesce, 2, 2),
    "concat": Function(concat, 1, ANY_NUMBER),
    "count-selected": Function(count_selected, 1, 1),
    "false": Function(lambda: False, 0, 0),
    "int": Function(integer, 1, 1),
    "max": Function(greatest, 1, ANY_NUMBER),
    "min": Function(smallest, 1, ANY_NUMBER),
    "not": Function(lambda value: not boolean(value), 1, 1),
    "number": Function(number, 1, 1),
    "regex": Function(matches, 2, 2),
    "round": Function(rounded, 1, 2),
    "selected": Function(selected, 2, 2),
    "string": Function(string, 1, 1),
    "string-length": Function(lambda value: float(len(string(value))), 1, 1),
    "true": Function(lambda: True, 0, 0),
}
"""All but `if`, whose branches are computed only when taken: `expressions` knows it by name."""
