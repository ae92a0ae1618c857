"""What a handler wants said, as values: they leave after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass

Rows = Sequence[Sequence["Button"]]


@dataclass(frozen=True)
class Button:
    """Under a message: *data* is a packed Press."""

    text: str
    data: str


@dataclass(frozen=True)
class Say:
    """A new message in Telegram's HTML."""

    chat: int
    text: str
    buttons: Rows = ()


@dataclass(frozen=True)
class Change:
    """A message that stands becomes another; where it cannot be edited, it is said anew."""

    chat: int
    message_id: int
    text: str
    buttons: Rows = ()


@dataclass(frozen=True)
class Toast:
    """The answer to a press: every press gets one, if only an empty one."""

    query_id: str
    text: str | None = None


@dataclass(frozen=True)
class Picture:
    """A PNG or JPEG, with a caption of at most 1,024 letters."""

    chat: int
    content: bytes
    caption: str = ""


@dataclass(frozen=True)
class Place:
    """A point on the map, degrees."""

    chat: int
    latitude: float
    longitude: float


Message = Say | Change | Toast | Picture | Place
Messages = Sequence[Message]
