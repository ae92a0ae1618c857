"""What a button of the staff chat carries: an act, what it is done to, and a value."""

from dataclasses import dataclass
from uuid import UUID

from bot.staff.messages import Button
from bot.tokens import from_token, token


@dataclass(frozen=True)
class Press:
    """An act on a visit, a broadcast or a member. It grants nothing: every act asks `may` anew."""

    act: str
    subject: UUID | None = None
    value: str = ""

    def pack(self) -> str:
        """At most 64 bytes, which is what Telegram lets a button carry."""
        return f"{self.act}:{token(self.subject) if self.subject else ''}:{self.value}"


def read(data: str) -> Press | None:
    """None for what we never packed."""
    parts = data.split(":", 2)
    if len(parts) != 3:
        return None
    act, subject, value = parts
    return Press(act, from_token(subject) if subject else None, value)


def button(text: str, act: str, subject: UUID | None = None, value: str = "") -> Button:
    return Button(text, Press(act, subject, value).pack())


# The wizard: a field of a draft, its ready answers, and the ways back and out.
ANSWER = "a"  # value: field=answer
MARK = "m"  # value: the services ticked, a bit each, in hexadecimal; with "!" they are told
BACK = "b"  # value: the field it stands under
LEAVE = "l"
EDIT = "e"  # value: the field to be asked again

# A visit.
NEW = "n"  # value: consulate
OPEN = "o"
LIST = "ls"  # value: page
CHANGE = "ch"  # begin a change of an announced visit
DISCARD = "d"  # value: "" asks, "!" does
SERVED = "s"  # value: service
SHARE = "sh"

# The figures of a consulate's month; see figure_cursor.
OFFICES = "do"  # value: page
FIGURES = "dt"  # value: mark=answer

# A visit's notice.
PREVIEW = "p"
SUBMIT = "su"  # value: kind
WITHDRAW = "w"  # cancel an announced visit: asks, then submits the cancellation
APPROVE = "ap"  # value: the code of what was shown
REJECT = "re"
PAUSE = "pa"
RESUME = "ru"
STOP = "st"  # value: "" asks, "!" does
AGAIN = "ag"
NOTICES = "nt"  # value: page
REVIEW = "rv"  # show a broadcast and what can be done to it
EXAMPLE = "x"  # a button of the notice, as a member sees it: it does nothing

COLLEAGUES = "co"  # value: page
REVOKE = "rk"  # subject: a member; value: "" asks, "!" does
