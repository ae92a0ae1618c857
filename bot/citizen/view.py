"""Where in a question a person looks, which changes nothing of what is asked."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class View:
    """A page of a long list, the words looked for in it, a calendar's month, the open help."""

    page: str = ""  # from 1
    typed: str = ""
    month: date | None = None
    has_help: bool = False


AS_ASKED = View()
