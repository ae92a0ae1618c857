"""The consular network: the ministry's offices abroad, from a file that planners correct."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db import csv_table, staff
from db.csv_table import RowProblem

NETWORK = Path(__file__).parent / "network" / "consulates.csv"
UNVERIFIED = "por verificar"
_CODE = "red-consular"
KINDS = ("general", "section", "honorary", "consulate")


class Consulate(SQLModel, table=True):
    """An office of the network. Its code is ours (three letters), not an airport's."""

    code: str = Field(primary_key=True)
    name: str
    city: str
    country: str  # ISO 3166-1 alpha-2
    kind: str  # one of KINDS
    timezone: str  # IANA
    latitude: Decimal  # of the city's centre, degrees
    longitude: Decimal
    jurisdiction: str = ""
    source: str

    @property
    def is_verified(self) -> bool:
        return self.source != UNVERIFIED


def read(path: Path = NETWORK) -> list[Consulate] | list[RowProblem]:
    """The offices in the file, or everything that is wrong with it.

    Rows are numbered as a spreadsheet shows them; commas or semicolons part the cells.
    """
    rows, problems = csv_table.read(path, Consulate.model_fields, _CODE)
    if problems:
        return problems
    offices: dict[str, Consulate] = {}
    for number, row in rows:
        if row["source"].casefold() == UNVERIFIED:
            row["source"] = UNVERIFIED
        found = list(_problems(number, row))
        if row["code"] in offices:
            found.append(RowProblem(number, "code", f"«{row['code']}» ya apareció antes.", _CODE))
        problems += found
        if not found:
            offices[row["code"]] = Consulate.model_validate(row)
    if not problems and not offices:
        return [RowProblem(2, "code", "no hay ninguna oficina.", _CODE)]
    return problems or list(offices.values())


def _problems(number: int, row: dict[str, str]) -> Iterator[RowProblem]:
    empty = [name for name in Consulate.model_fields if name != "jurisdiction" and not row[name]]
    for name in empty:
        yield RowProblem(
            number, name, "está vacía; escriba el dato o «por verificar» en la fuente.", _CODE
        )
    for name, is_right, wanted in _RULES:
        if name not in empty and not is_right(row[name]):
            yield RowProblem(number, name, f"«{row[name]}» no es {wanted}.", _CODE)


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones
        return False
    return True


def _is_within(limit: int, degrees: str) -> bool:
    return bool(_DEGREES.fullmatch(degrees)) and abs(Decimal(degrees)) <= limit


_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,8})?")
_RULES: tuple[tuple[str, Callable[[str], object], str], ...] = (
    ("code", re.compile(r"[A-Z]{3}").fullmatch, "un código de tres letras mayúsculas"),
    ("country", re.compile(r"[A-Z]{2}").fullmatch, "un país de ISO 3166-1, como ES"),
    ("kind", KINDS.__contains__, ", ".join(KINDS)),
    ("timezone", _is_timezone, "una zona horaria IANA, como Europe/Madrid"),
    ("latitude", partial(_is_within, 90), "un número entre ±90 con punto decimal"),
    ("longitude", partial(_is_within, 180), "un número entre ±180 con punto decimal"),
)


async def load(session: AsyncSession, offices: Sequence[Consulate]) -> list[Consulate]:
    """Writes the offices over what was known, and returns those that the file no longer has.

    Those stay: answers hang on them, and only a planner knows whether the office closed.
    """
    statement = insert(Consulate).values([office.model_dump() for office in offices])
    changed = {name: statement.excluded[name] for name in Consulate.model_fields if name != "code"}
    await session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=changed))
    codes = {office.code for office in offices}
    return [office for office in await every(session) if office.code not in codes]


async def every(session: AsyncSession) -> Sequence[Consulate]:
    return (await session.scalars(select(Consulate).order_by(col(Consulate.code)))).all()


async def within(session: AsyncSession, scope: Sequence[str]) -> Sequence[Consulate]:
    """The offices that a member of staff with this scope is there for."""
    query = select(Consulate).where(staff.within(scope, col(Consulate.code)))
    return (await session.scalars(query.order_by(col(Consulate.code)))).all()
