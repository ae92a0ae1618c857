"""What this database is: demonstration or real, and which key opens it."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from db.keyring import Keyring, WrongKeyError

Kind = Literal["demonstration", "real"]
_PROOF = "pulso consular"


class Installation(SQLModel, table=True):
    """The one row that says what this database is for."""

    __table_args__ = (CheckConstraint("id = 1", name="installation_is_one"),)

    id: int = Field(default=1, primary_key=True)
    kind: str
    proof: bytes = Field(sa_type=LargeBinary)  # _PROOF sealed with this database's key


@dataclass(frozen=True)
class Mismatch:
    """Why this process must not work on this database."""

    message: str

    def __str__(self) -> str:
        return self.message


async def claim(session: AsyncSession, keyring: Keyring, kind: Kind) -> Mismatch | None:
    """Marks a new database as *kind*, or checks that an old one is and that the key fits."""
    first = insert(Installation).values(
        id=1, kind=kind, proof=keyring.seal(_PROOF, "installation")
    )
    await session.execute(first.on_conflict_do_nothing())
    row = await session.get_one(Installation, 1)
    if row.kind != kind:  # said first: whoever mixes them up has the other's key as well
        names = {"demonstration": "de demostración", "real": "real"}
        return Mismatch(
            f"Esta base de datos es {names[row.kind]} y se pidió una {names[kind]}: "
            "no se mezclan. Use otra carpeta (PULSO_DATA) u otra base. [datos-no-se-mezclan]"
        )
    try:
        keyring.unseal(row.proof, "installation")
    except WrongKeyError:
        return Mismatch(
            "La clave no abre esta base de datos: revise PULSO_KEY_FILE. [clave-no-abre]"
        )
    return None


async def kind(session: AsyncSession) -> Kind | None:
    """What this database was claimed as; none when nobody has yet."""
    row = await session.get(Installation, 1)
    return None if row is None else ("demonstration" if row.kind == "demonstration" else "real")
