"""The consular network: the ministry's offices abroad, from a file that planners correct."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

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
    """The offices in the file, or everything that is wrong with it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(Consulate.model_fields) - set(reader.fieldnames or ())
        if missing:
            return [RowProblem(1, name, "falta esta columna.") for name in sorted(missing)]
        rows = list(reader)
    problems: list[RowProblem] = []
    offices: dict[str, Consulate] = {}
    for number, row in enumerate(rows, start=2):
        found = list(_problems(number, row))
        if row["code"] in offices:
            found.append(RowProblem(number, "code", f"«{row['code']}» ya apareció antes."))
        problems += found
        if not found:
            offices[row["code"]] = Consulate.model_validate(row)
    return problems or list(offices.values())


def _problems(number: int, row: dict[str, str]) -> list[RowProblem]:
    found = [
        RowProblem(number, name, "está vacía; escriba el dato o «por verificar» en la fuente.")
        for name in Consulate.model_fields
        if name != "jurisdiction" and not (row.get(name) or "").strip()
    ]
    if found:
        return found
    if row["kind"] not in KINDS:
        found.append(RowProblem(number, "kind", f"«{row['kind']}» no es {', '.join(KINDS)}."))
    try:
        ZoneInfo(row["timezone"])
    except (ZoneInfoNotFoundError, ValueError):
        found.append(RowProblem(number, "timezone", f"«{row['timezone']}» no es una zona IANA."))
    for name, limit in (("latitude", 90), ("longitude", 180)):
        try:
            inside = abs(Decimal(row[name])) <= limit
        except InvalidOperation:
            inside = False
        if not inside:
            found.append(RowProblem(number, name, f"«{row[name]}» no está entre ±{limit}."))
    return found


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
