"""What members write in their own words for the public, made safe to be sent to many."""

import re
import unicodedata

from bot.staff.links import foreign
from bot.staff.refusal import Refusal
from bot.staff.words import say

# A notice has 4,096 letters. With these at their longest, every service and the labels around
# them it has fewer than 2,000.
LONGEST = {"town": 60, "place": 200, "requirements": 800, "contact": 200}
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # control, direction and joining signs, halves of letters
_LINE_ENDS = re.compile(r"[ \t]*(?:\r\n|[\r\n\v\f\x85\u2028\u2029])\s*")
_LINES = {"requirements"}  # of more than one line


def read(field: str, typed: str) -> str | Refusal:
    """The text of *field* without signs that cannot be seen, on one line where it is short."""
    text = seen(typed, "\n" if field in _LINES else " ")
    if not any(letter.isalnum() for letter in text):
        return Refusal(say("text_empty"))
    if len(text) > LONGEST[field]:
        return Refusal(say("text_too_long", longest=LONGEST[field], length=len(text)))
    if link := foreign(text):
        return Refusal(say("text_link", link=link[:60]))
    return text


def seen(typed: str, between: str = " ") -> str:
    """*typed* without signs that cannot be seen; *between* parts its lines."""
    lines = [_seen(line) for line in _LINE_ENDS.split(typed)]
    return between.join(line for line in lines if line)


def _seen(line: str) -> str:
    letters = (it for it in line if it == "\t" or unicodedata.category(it) not in _UNSEEN)
    return " ".join("".join(letters).split())
