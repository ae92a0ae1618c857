"""Number formats that show the number a cell holds, and those that show another one."""

import re

_DOLLARS = r"\$|US\$|USD"
_AROUND = rf"""(?:
      [\s()$+-]                                   # signs and blanks as they are,
    | "(?:{_DOLLARS}|[\s()+-])*" | \\[\s()$+-]    # or quoted
    | _. | \*\s                                   # a blank as wide as a letter; blanks that fill
    | \[\$(?:{_DOLLARS})?\s*(?:-[0-9A-Fa-f]+)?\]  # the currency
    | \[(?:black|blue|cyan|green|magenta|red|white|yellow|color\ ?\d+)\]
)*"""
_DIGITS = r"(?:general|@|[#0?](?:,?[#0?])*(?:\.[#0?]+)?)"  # a comma at the end divides by 1,000
_NUMBER = re.compile(rf"{_AROUND}{_DIGITS}{_AROUND}", re.VERBOSE | re.IGNORECASE)
_NOTHING = re.compile(rf"{_AROUND}(?:-|\"-\"){_AROUND}", re.VERBOSE | re.IGNORECASE)
_LONGEST = 255


def is_percentage(number_format: str) -> bool:
    return "%" in number_format


def shows_plainly(number_format: str, *, zero: bool = False) -> bool:
    """Whether a number from 0 up is shown as itself, in dollars if in any currency.

    A format of up to four parts has one for positive numbers first and one for zero third; there
    accountants write a dash.
    """
    if len(number_format) > _LONGEST:
        return False
    parts = number_format.split(";")
    if not zero:
        return _NUMBER.fullmatch(parts[0]) is not None
    part = parts[2] if len(parts) > 2 else parts[0]
    if len(parts) > 2 and _NOTHING.fullmatch(part):
        return True
    shows_a_zero = "0" in part or "general" in part.lower() or "@" in part
    return shows_a_zero and _NUMBER.fullmatch(part) is not None
