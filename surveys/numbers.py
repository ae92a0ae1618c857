"""Numbers as people type them, and as XForms writes them."""

import re
import unicodedata
from decimal import Decimal

from surveys import problems
from surveys.problems import Problem
from surveys.survey import Range, written

WHOLE_NUMBER = re.compile(r"[+-]?\d{1,9}")  # nine digits: ODK's integers have 32 bits
ENCLOSING = re.compile(r"[\ufe0f\u20e3]")  # what makes a keycap emoji of a digit
DIGITS = 15  # a float, in which every engine computes, keeps no more

WRITTEN = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
PLAIN = re.compile(r"\d+")
ONE_SIGN = re.compile(r"(\d+)[.,](\d+)")
GROUPED = re.compile(r"[1-9]\d{0,2}(?:([ .,'])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
UNDECIDED = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")  # 1.500: a thousand and a half, or one and a half


def whole(text: str) -> int | Problem:
    """Digits of any script, a sign, a closing full stop; never a guess at points and commas."""
    digits = _digits(text)
    return int(digits) if WHOLE_NUMBER.fullmatch(digits) else problems.not_whole()


def decimal(text: str) -> str | Problem:
    """Point or comma; what could as well mean thousands is asked again."""
    digits = _digits(text)
    sign, amount = ("-", digits[1:]) if digits.startswith("-") else ("", digits.lstrip("+"))
    if UNDECIDED.fullmatch(amount):
        return problems.thousands_or_decimals(amount)
    if GROUPED.fullmatch(amount):
        whole_part, decimals = _parted(amount)
    elif single := ONE_SIGN.fullmatch(amount):
        whole_part, decimals = single[1], single[2]
    elif PLAIN.fullmatch(amount):
        whole_part, decimals = amount, ""
    else:
        return problems.no_number("decimal")
    if len(whole_part + decimals) > DIGITS:
        return problems.no_number("decimal")
    return written(Decimal(f"{sign}{whole_part}.{decimals or 0}"))


def as_written(text: str) -> str | Problem:
    """A number that is already as XForms writes it, as when somebody leaves theirs as it is."""
    return text if WRITTEN.fullmatch(text) else problems.no_number("decimal")


def in_range(text: str, limits: Range) -> str | Problem:
    """The number, where it is one of those that the range offers."""
    found = decimal(text)
    if isinstance(found, Problem):
        return found if found.code == "undecided-number" else problems.no_number("range")
    return found if found in limits else problems.out_of_range(limits)


def _digits(text: str) -> str:
    plain = ENCLOSING.sub("", unicodedata.normalize("NFKC", text)).replace("\u2212", "-")
    return plain.removesuffix(".").strip()


def _parted(amount: str) -> tuple[str, str]:
    """The digits before and after the decimal sign, which is the last one if it stands alone."""
    signs = re.findall(r"\D", amount)
    if len(signs) > 1 and signs[-1] != signs[0]:
        head, _, decimals = amount.rpartition(signs[-1])
        return re.sub(r"\D", "", head), decimals
    return re.sub(r"\D", "", amount), ""
