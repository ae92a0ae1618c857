"""Contents: what a broadcast says, by language, and the fingerprint over words and people."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select


class BroadcastText(SQLModel, table=True):
    """What a broadcast says in one language, with Telegram's HTML, and its buttons."""

    __tablename__ = "broadcast_text"

    broadcast_id: UUID = Field(foreign_key="broadcast.id", primary_key=True)
    language: str = Field(primary_key=True)
    text: str
    buttons: list[list[dict[str, str]]] = Field(default_factory=list, sa_type=JSON)
    edited: str | None = None  # what delivered notices become; keeps `edited_buttons`
    edited_buttons: list[list[dict[str, str]]] = Field(default_factory=list, sa_type=JSON)


@dataclass(frozen=True)
class Content:
    """What is to be said in one language: the message, and what earlier messages become."""

    text: str
    buttons: Sequence[Sequence[Mapping[str, str]]] = ()
    edited: str | None = None
    edited_buttons: Sequence[Sequence[Mapping[str, str]]] = ()


async def write(
    session: AsyncSession, broadcast_id: UUID, contents: Mapping[str, Content]
) -> None:
    for language, content in contents.items():
        session.add(
            BroadcastText(
                broadcast_id=broadcast_id,
                language=language,
                text=content.text,
                buttons=_plain(content.buttons),
                edited=content.edited,
                edited_buttons=_plain(content.edited_buttons),
            )
        )
    await session.flush()


async def texts(session: AsyncSession, broadcast_id: UUID) -> dict[str, BroadcastText]:
    """What it says, by language."""
    query = select(BroadcastText).where(BroadcastText.broadcast_id == broadcast_id)
    found = (await session.scalars(query.order_by(col(BroadcastText.language)))).all()
    return {each.language: each for each in found}


async def fingerprint(session: AsyncSession, broadcast_id: UUID, *about: str) -> bytes:
    """SHA-256 over *about*, the words in every language, and the people in their order."""
    content: list[Any] = [
        [it.language, it.text, it.buttons, it.edited, it.edited_buttons]
        for it in (await texts(session, broadcast_id)).values()
    ]
    audience = (await session.execute(_AUDIENCE, {"broadcast": broadcast_id})).scalar_one()
    said = json.dumps([*about, content], ensure_ascii=False)
    return hashlib.sha256(said.encode() + audience).digest()


def _plain(buttons: Sequence[Sequence[Mapping[str, str]]]) -> list[list[dict[str, str]]]:
    return [[dict(button) for button in row] for row in buttons]


_AUDIENCE = sql(
    "SELECT sha256(coalesce(string_agg("
    "concat_ws(',', seq, respondent_id, language, edits), ';' ORDER BY seq), '')::bytea)"
    " FROM delivery WHERE broadcast_id = :broadcast"
)
