"""What a button carries: an act, and the opaque id of the turn it was shown in."""

from aiogram.filters.callback_data import CallbackData


class Press(CallbackData, prefix="t"):
    """A button under a question. Its turn names interview, question and version, to us alone."""

    turn: str
    act: str  # one of the acts below
    value: str = ""  # the choice's place in its list, or a consulate's code


CHOOSE = "c"  # value: index of the choice
MARK = "m"  # value: index of the choice to mark
UNMARK = "u"  # value: index of the choice to clear; both say the wish, so a repeat is harmless
DONE = "d"
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


class Erase(CallbackData, prefix="erase"):
    """The answer to "shall we erase your data?"."""

    sure: bool
