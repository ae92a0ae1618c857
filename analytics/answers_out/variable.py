"""Variables: the columns under names and codes that SPSS takes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from analytics.answers_out.column import Column

NAME_BYTES = 64
_RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}
_OUTSIDE = 99  # the first code, downwards, of what a numbered list holds besides its numbers
_DIGITS = 9  # a whole number of more is a name like any other


@dataclass(frozen=True)
class Variable:
    """A column in SPSS: what it is called there, and the number of each choice."""

    name: str
    column: Column
    codes: Mapping[str, int] = field(default_factory=dict)
    missing: range = range(0)  # the codes that are no level of a scale, such as "no aplica"


def variables_of(columns: Sequence[Column]) -> tuple[Variable, ...]:
    """Names that differ in case alone are one to SPSS, so a number tells them apart."""
    taken: set[str] = set()
    found = []
    for column in columns:
        name = next(it for it in _names(column.header) if it.casefold() not in taken)
        taken.add(name.casefold())
        found.append(_variable(name, column))
    return tuple(found)


def _names(header: str) -> Iterator[str]:
    plain = re.sub(r"[^A-Za-z0-9_]", "_", header).strip("_") or "v"
    if not plain[0].isalpha() or plain.upper() in _RESERVED:
        plain = f"v_{plain}"
    yield plain[:NAME_BYTES].rstrip("_")
    for number in count(2):
        tail = f"_{number}"
        yield plain[: NAME_BYTES - len(tail)] + tail


def _variable(name: str, column: Column) -> Variable:
    if column.kind not in {"choice", "mark"}:
        return Variable(name, column)
    codes = {it: int(it) for it in column.choices if _is_number(it)}
    others = [it for it in column.choices if it not in codes]
    taken = set(codes.values())
    free = (it for it in (count(_OUTSIDE, -1) if codes else count(1)) if it not in taken)
    outside = dict(zip(others, free, strict=False))
    in_order = {it: (codes | outside)[it] for it in column.choices}
    missing = range(0)
    if column.is_scale and outside:
        missing = range(min(outside.values()), max(outside.values()) + 1)
    return Variable(name, column, in_order, missing)


def _is_number(name: str) -> bool:
    return bool(re.fullmatch(rf"0|-?[1-9][0-9]{{0,{_DIGITS - 1}}}", name, re.ASCII))
