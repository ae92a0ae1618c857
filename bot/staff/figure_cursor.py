"""Where a member stands among the figures of consulates' months, as `StaffMember.asking` has it.

Every button of theirs carries the mark of where it stood: pressed elsewhere it is a stale one.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date

from bot.staff.messages import Button
from bot.staff.presses import FIGURES, button
from db.consulate_inputs import ASKED
from db.office_figures import Figure, OfficeMonth

NOTHING_STANDS = 0  # instead of an observation's id: the reason is asked of a late record
_BEGINNING = "datos"
_WRITTEN = re.compile(
    r"datos(?::(?P<consulate>[A-Z]{3})(?::(?P<month>\d{4}-\d\d)"
    r"(?::(?P<series>[^:]+):(?P<service>.*?)(?:=(?P<amount>[0-9.]+|nc)(?P<against>\?|!\d+))?)?)?)?",
    re.ASCII,
)
_SERIES = {it.series: it for it in ASKED}


@dataclass(frozen=True)
class Cursor:
    """The consulate, its month, the figure that is asked for, and an amount not recorded yet.

    Each is asked for while it is missing. An amount waits to be confirmed; or, where it would
    supersede the observation *against*, for the reason.
    """

    consulate: str | None = None
    month: date | None = None
    figure: Figure | None = None
    amount: str | None = None
    against: int | None = None

    def __str__(self) -> str:
        parts = [_BEGINNING]
        if self.consulate:
            parts.append(self.consulate)
        if self.month:
            parts.append(f"{self.month:%Y-%m}")
        if self.figure:
            parts += [self.figure.input.series, self.figure.service or ""]
        waits = "?" if self.against is None else f"!{self.against}"
        return ":".join(parts) + (f"={self.amount}{waits}" if self.amount else "")

    @property
    def of(self) -> OfficeMonth:
        """The consulate's month, once both are chosen."""
        assert self.consulate is not None  # noqa: S101 - what follows on them is not asked before
        assert self.month is not None  # noqa: S101
        return OfficeMonth(self.consulate, self.month)

    @property
    def mark(self) -> str:
        return _short(str(self))

    def at(self, figure: Figure | None) -> "Cursor":
        """The same month, with *figure* asked for."""
        return replace(self, figure=figure, amount=None, against=None)

    def button(self, text: str, answer: str) -> Button:
        """One that counts only while its member stands here."""
        return button(text, FIGURES, value=f"{self.mark}={answer}")


def read(asking: str | None) -> Cursor | None:
    """None while the member is asked for something else."""
    match = _WRITTEN.fullmatch(asking or "")
    if match is None:
        return None
    said = match.groupdict()
    month = date.fromisoformat(f"{said['month']}-01") if said["month"] else None
    if said["series"] not in _SERIES:  # none, or one that consulates record no longer
        return Cursor(said["consulate"], month)
    figure = Figure(_SERIES[said["series"]], said["service"] or None)
    against = (said["against"] or "?")[1:]
    return Cursor(
        said["consulate"], month, figure, said["amount"], int(against) if against else None
    )


def code_of(figure: Figure) -> str:
    """Which figure a button means; a service's own name may be too long for one."""
    return _short(f"{figure.input.series}:{figure.service or ''}")


def _short(text: str) -> str:
    """Twelve letters that stand for *text* where there is no room for it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
