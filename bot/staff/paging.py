"""Lists too long for one message: a page of what was found, and the buttons to the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.staff.desk import Desk
from bot.staff.messages import Rows
from bot.staff.presses import button
from bot.staff.words import say

PAGE = 8  # buttons that a small phone shows without scrolling
Found = TypeVar("Found")


@dataclass(frozen=True)
class Page(Generic[Found]):
    """What is shown of a list: the page *number*, counted from 0, of *pages*."""

    shown: Sequence[Found]
    number: int
    pages: int

    @property
    def lines(self) -> list[str]:
        """Which page it is, where there are several."""
        return [say("page", page=self.number + 1, pages=self.pages)] if self.pages > 1 else []

    def turning(self, act: str) -> Rows:
        """The buttons of *act* whose values are the pages before and after."""
        turns = []
        if self.number > 0:
            turns.append(button(say("page_before"), act, value=str(self.number - 1)))
        if self.number < self.pages - 1:
            turns.append(button(say("page_after"), act, value=str(self.number + 1)))
        return [turns] if turns else []


def page_of(desk: Desk, found: Sequence[Found]) -> Page[Found]:
    """The page that was pressed for; for a command the first, and the last for one beyond it."""
    value = desk.press.value if desk.press else ""
    wanted = int(value) if value.isdecimal() and len(value) <= 3 else 0
    pages = -(-len(found) // PAGE) or 1
    number = min(wanted, pages - 1)
    return Page(found[number * PAGE : (number + 1) * PAGE], number, pages)
