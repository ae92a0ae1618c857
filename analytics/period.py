"""Periods: the months, quarters, semesters and years that the plan is read in."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

_ORDINALS = ("primer", "segundo", "tercer", "cuarto")
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
    "setiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_WRITTEN = re.compile(r"(20\d\d)(?:-(?:(0[1-9]|1[0-2])|S([12])|[TQ]([1-4])))?", re.ASCII)


class Kind(StrEnum):
    """How long a period is."""

    MONTH = "mes"
    QUARTER = "trimestre"
    SEMESTER = "semestre"
    YEAR = "año"

    @property
    def months(self) -> int:
        return {"mes": 1, "trimestre": 3, "semestre": 6, "año": 12}[self.value]


@dataclass(frozen=True)
class NotAPeriod:
    """Why a text names no period."""

    text: str

    def __str__(self) -> str:
        return (
            f"«{self.text}» no es un período. Escriba un año (2026), un semestre (2026-S2), "
            "un trimestre (2026-T4) o un mes (2026-11). [periodo-no-existe]"
        )


@dataclass(frozen=True)
class Period:
    """One calendar month, quarter, semester or year; `number` counts from 1 within the year."""

    year: int
    kind: Kind
    number: int = 1

    @classmethod
    def parse(cls, text: str) -> "Period | NotAPeriod":
        written = _WRITTEN.fullmatch(text.strip().upper())
        if written is None:
            return NotAPeriod(text)
        year, month, semester, quarter = written.groups()
        match month, semester, quarter:
            case str(), _, _:
                return cls(int(year), Kind.MONTH, int(month))
            case _, str(), _:
                return cls(int(year), Kind.SEMESTER, int(semester))
            case _, _, str():
                return cls(int(year), Kind.QUARTER, int(quarter))
            case _:
                return cls(int(year), Kind.YEAR)

    @classmethod
    def containing(cls, day: date, kind: Kind) -> Self:
        return cls(day.year, kind, (day.month - 1) // kind.months + 1)

    @property
    def first_month(self) -> date:
        """The first day of its first month."""
        return date(self.year, (self.number - 1) * self.kind.months + 1, 1)

    @property
    def last_month(self) -> date:
        """The first day of its last month."""
        return date(self.year, self.number * self.kind.months, 1)

    @property
    def last_day(self) -> date:
        month = self.last_month
        return month.replace(day=monthrange(month.year, month.month)[1])

    @property
    def preceding(self) -> Self:
        """The period of the same kind that ends where this one begins."""
        return self.at(self.kind, self.index - 1)

    @property
    def index(self) -> int:
        """The periods of its kind, counted from the year 0: the preceding one is one less."""
        return self.year * (12 // self.kind.months) + self.number - 1

    @classmethod
    def at(cls, kind: Kind, index: int) -> Self:
        """The period of this kind that has this index."""
        year, before = divmod(index, 12 // kind.months)
        return cls(year, kind, before + 1)

    @property
    def label(self) -> str:
        match self.kind:
            case Kind.MONTH:
                return f"{_MONTHS[self.number - 1]} de {self.year}"
            case Kind.YEAR:
                return f"año {self.year}"
            case _:
                return f"{_ORDINALS[self.number - 1]} {self.kind} de {self.year}"

    def __str__(self) -> str:
        match self.kind:
            case Kind.MONTH:
                return f"{self.year}-{self.number:02}"
            case Kind.QUARTER:
                return f"{self.year}-T{self.number}"
            case Kind.SEMESTER:
                return f"{self.year}-S{self.number}"
            case Kind.YEAR:
                return str(self.year)
