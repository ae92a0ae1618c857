"""The ministry's units: dependencies by the plan's acronym, with what each answers for."""

import re
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import ARRAY, String
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db import csv_table, staff
from db.csv_table import RowProblem

UNITS = Path(__file__).parent / "network" / "units.csv"
_CODE = "unidades"
_MAY_BE_EMPTY = {"name", "directo", "subsidiario"}
_ACRONYM = re.compile("[A-Z0-9-]+")


class Unit(SQLModel, table=True):
    """A dependency of the ministry, or a group of offices that the plan names as one.

    `directo` and `subsidiario` are the codes of the objectives it answers for. The plan names its
    units by acronyms alone: a name that it does not spell out has the source "por verificar".
    """

    code: str = Field(primary_key=True)
    name: str = ""
    directo: list[str] = Field(sa_type=ARRAY(String))
    subsidiario: list[str] = Field(sa_type=ARRAY(String))
    source: str

    @property
    def label(self) -> str:
        return f"{self.code} · {self.name}" if self.name else self.code


def read(path: Path = UNITS) -> list[Unit] | list[RowProblem]:
    """The units in the file, or everything that is wrong with it."""
    rows, problems = csv_table.read(path, Unit.model_fields, _CODE)
    if problems:
        return problems
    units: dict[str, Unit] = {}
    for number, row in rows:
        empty = [name for name in Unit.model_fields if name not in _MAY_BE_EMPTY and not row[name]]
        problems += [RowProblem(number, name, "está vacía.", _CODE) for name in empty]
        if row["code"] and not _ACRONYM.fullmatch(row["code"]):
            wanted = f"«{row['code']}» no es una sigla de mayúsculas, cifras y guiones."
            problems.append(RowProblem(number, "code", wanted, _CODE))
        if row["code"] in units:
            problems.append(
                RowProblem(number, "code", f"«{row['code']}» ya apareció antes.", _CODE)
            )
        duties = {name: row[name].split() for name in ("directo", "subsidiario")}
        units[row["code"]] = Unit.model_validate({**row, **duties})
    if not problems and not units:
        return [RowProblem(2, "code", "no hay ninguna unidad.", _CODE)]
    return problems or list(units.values())


async def load(session: AsyncSession, units: Sequence[Unit]) -> list[Unit]:
    """Writes the units over what was known, and returns those that the file no longer has.

    Those stay, because records hang on them, and answer for nothing any more.
    """
    statement = insert(Unit).values([unit.model_dump() for unit in units])
    changed = {name: statement.excluded[name] for name in Unit.model_fields if name != "code"}
    await session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=changed))
    codes = {unit.code for unit in units}
    gone = [unit for unit in await every(session) if unit.code not in codes]
    for unit in gone:
        unit.directo = unit.subsidiario = []
        session.add(unit)
    await session.flush()
    return gone


async def every(session: AsyncSession) -> Sequence[Unit]:
    return (await session.scalars(select(Unit).order_by(col(Unit.code)))).all()


async def within(session: AsyncSession, scope: Sequence[str]) -> Sequence[Unit]:
    """The units that a member of staff with this scope is there for."""
    query = select(Unit).where(staff.within(scope, col(Unit.code)))
    return (await session.scalars(query.order_by(col(Unit.code)))).all()
