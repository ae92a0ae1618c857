"""One value as it was found in a cell, not yet of a unit and a period."""

from dataclasses import dataclass
from decimal import Decimal

from analytics.workbook import sources


@dataclass(frozen=True)
class Entry:
    """A value, or none where the unit has no such thing, with the document it comes from."""

    sheet: str
    cell: str
    series: str
    input: str
    value: Decimal | None
    document: str | None = None
    reason: str | None = None
    statement: str | None = None

    @property
    def place(self) -> str:
        """The cell as Excel writes it: `Datos!F12`."""
        return f"{self.sheet}!{self.cell}"

    @property
    def source(self) -> str:
        return sources.composed(self.place, self.document)
