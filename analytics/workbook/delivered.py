"""What a unit delivered: records for the register, and the cell in which each was written."""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.period import Period
from db.recording import Place, Record


@dataclass(frozen=True)
class Delivered:
    """A workbook that could be read; whether the unit may record this is for others to say.

    `objectives` are those whose inputs it asks for; `cells` says «Datos!F12» of each place.
    """

    unit: str
    period: Period
    objectives: tuple[str, ...]
    records: tuple[Record, ...]
    cells: Mapping[Place, str]
