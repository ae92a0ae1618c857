"""What a button carries: an act, and the opaque id of the turn it was shown in."""

from aiogram.filters.callback_data import CallbackData

from bot.broadcasting import notice


class Press(CallbackData, prefix="t"):
    """A button under a question. Its turn names interview, question and version, to us alone."""

    turn: str
    act: str  # one of the acts below
    value: str = ""  # the choice's place in its list, or a consulate's code


def packed(turn: str, act: str, value: str = "") -> str:
    """As `Press.pack` writes it, which would first make a model for each of many buttons."""
    return f"{Press.__prefix__}:{turn}:{act}:{value}"


CHOOSE = "c"  # value: index of the choice, or of the number in a range
MARK = "m"  # value: index of the choice to mark
UNMARK = "u"  # value: index of the choice to clear; both say the wish, so a repeat is harmless
DONE = "d"
SAY = "y"  # value: a day, as one could type it
PAGE = "g"  # value: of a long list, or a calendar's month; none: this month. The turn stays,
HELP = "h"  # as it does for the hint
SKIP = "s"
KEEP = "k"  # the answer given before
BACK = "b"
PLACE = "p"  # value: consulate's code
ELSEWHERE = "e"  # another consulate


class Agree(CallbackData, prefix="agree"):
    """Consent to exactly this version of the text, under the welcome of this entry."""

    version: str
    entry: str = ""


class Speak(CallbackData, prefix="speak"):
    """A wish to be written to in this language."""

    language: str


class Attend(CallbackData, prefix=notice.PREFIX):
    """A button under a visit's card or notice: what notice.buttons packs."""

    visit: str  # its token
    act: str  # one of notice's


class Look(CallbackData, prefix="look"):
    """The list of the visits of a consulate or near a place, or the card of one in it."""

    of: str  # the consulate's code, or the place as distance.Place writes it
    visit: str = ""  # its token; none: the list


class Follow(CallbackData, prefix="follow"):
    """Consent to notices of this consulate, under exactly this version of the text."""

    version: str
    consulate: str


class Erase(CallbackData, prefix="erase"):
    """The answer to "shall we erase your data?"."""

    sure: bool
