"""Disclosure: which cells stay hidden, so that no small group of people can be read off.

The rule is for answers: each tells what somebody thinks. Counts of visits and of the persons
served there tell nobody's opinion. They are the ministry's own output, which the plan has it
report, and a visit is announced to everybody; so they are shown however small, for hiding them
would hide that the consulate went. A pull sets apart consulates or services, never both at once:
who lets it do both must decide anew, because some services (help in distress) say more of a
person than that they came.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

MINIMUM = 10  # valid answers; fewer are hidden (GP Patient Survey; Washington State DOH)

Cell = TypeVar("Cell", bound=Hashable)


def hidden(sizes: Mapping[Cell, int]) -> frozenset[Cell]:
    """The cells not to be shown among those that make up one published total.

    First every cell smaller than MINIMUM. Then, because the total less the visible cells
    is the sum of the hidden ones, the next smallest cells too, until that sum speaks of at least
    two cells and MINIMUM answers. Equal sizes are taken in the order of their names, so that
    the same cells are hidden wherever the same period is shown.
    """
    smallest_first = sorted(sizes, key=lambda cell: (sizes[cell], str(cell)))
    chosen: list[Cell] = []
    for cell in smallest_first:
        together = sum(sizes[each] for each in chosen)
        is_derivable = len(chosen) == 1 or 0 < together < MINIMUM
        if sizes[cell] >= MINIMUM and not is_derivable:
            break
        chosen.append(cell)
    return frozenset(chosen)
