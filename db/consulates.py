"""The consular network: the ministry's offices abroad, from a file that planners correct."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db import staff

NETWORK = Path(__file__).parent / "network" / "consulates.csv"
UNVERIFIED = "por verificar"
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


@dataclass(frozen=True)
class RowProblem:
    """Why one row of the network's file cannot be taken."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"fila {self.row}, columna «{self.column}»: {self.message} [red-consular]"


def read(path: Path = NETWORK) -> list[Consulate] | list[RowProblem]:
    """The offices in the file, or everything that is wrong with it.

    Rows are numbered as a spreadsheet shows them; commas or semicolons part the cells.
    """
    try:
        table = list(_table(path.read_bytes().decode("utf-8-sig")))
    except (UnicodeDecodeError, csv.Error):
        return [RowProblem(1, "code", "guarde el archivo como «CSV UTF-8».")]
    header = table[0] if table else []
    missing = set(Consulate.model_fields) - set(header)
    if missing:
        return [RowProblem(1, name, "falta esta columna.") for name in sorted(missing)]
    problems: list[RowProblem] = []
    offices: dict[str, Consulate] = {}
    for number, cells in enumerate(table[1:], start=2):
        if not any(cells):
            continue
        row = dict.fromkeys(Consulate.model_fields, "") | dict(zip(header, cells, strict=False))
        if row["source"].casefold() == UNVERIFIED:
            row["source"] = UNVERIFIED
        found = list(_problems(number, row))
        if row["code"] in offices:
            found.append(RowProblem(number, "code", f"«{row['code']}» ya apareció antes."))
        problems += found
        if not found:
            offices[row["code"]] = Consulate.model_validate(row)
    if not problems and not offices:
        return [RowProblem(2, "code", "no hay ninguna oficina.")]
    return problems or list(offices.values())


def _table(text: str) -> Iterator[list[str]]:
    """The cells, trimmed. A spreadsheet set to Spanish writes semicolons.

    Raises:
        csv.Error: this is no table, or it holds what the database cannot keep.
    """
    if "\0" in text:
        raise csv.Error
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield [cell.strip() for cell in cells]


def _problems(number: int, row: dict[str, str]) -> Iterator[RowProblem]:
    empty = [name for name in Consulate.model_fields if name != "jurisdiction" and not row[name]]
    for name in empty:
        yield RowProblem(
            number, name, "está vacía; escriba el dato o «por verificar» en la fuente."
        )
    for name, is_right, wanted in _RULES:
        if name not in empty and not is_right(row[name]):
            yield RowProblem(number, name, f"«{row[name]}» no es {wanted}.")


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
