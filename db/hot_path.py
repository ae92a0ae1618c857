"""What every press reads and writes, in plain statements on the session's own connection.

Measured (`make bench`): through the ORM these few statements cost most of a press. Whatever is
rarer than a press stays with it; so what is read here comes out as the ORM's own objects.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Json
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import SQLModel

Row = tuple[Any, ...]
Model = TypeVar("Model", bound=SQLModel)


class StoredAnswer(NamedTuple):
    """An answer as it lies in the table, sealed or not."""

    question: str
    value: str | None
    sealed: bytes | None


_SEE = """
    WITH seen AS (
        INSERT INTO seen_update (bot_id, update_id, at) VALUES (%s, %s, now())
        ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT now(), EXISTS (SELECT 1 FROM seen), pg_advisory_xact_lock(%s)
"""
_ANSWERS = "SELECT question, value, sealed FROM answer WHERE interview_id = %s"
_KEEP = """
    INSERT INTO answer (interview_id, question, value, sealed, answered_at, form_id, month,
        consulate, service, score, complete, entry_kind, wave)
    VALUES (%(interview_id)s, %(question)s, %(value)s, %(sealed)s, %(answered_at)s, %(form_id)s,
        %(month)s, %(consulate)s, %(service)s, %(score)s, %(complete)s, %(entry_kind)s, %(wave)s)
    ON CONFLICT (interview_id, question) DO UPDATE SET value = excluded.value,
        sealed = excluded.sealed, answered_at = excluded.answered_at, form_id = excluded.form_id,
        month = excluded.month, consulate = excluded.consulate, service = excluded.service,
        score = excluded.score, complete = excluded.complete, entry_kind = excluded.entry_kind,
        wave = excluded.wave
"""
_MOVE = """
    UPDATE interview SET service = %(service)s, at = %(at)s, turn = %(turn)s, marked = %(marked)s,
        disposition = %(disposition)s, closed_at = %(closed_at)s
    WHERE id = %(id)s
"""


async def see(
    session: AsyncSession, bot_id: int, update_id: int, person: int
) -> tuple[datetime, bool]:
    """The transaction's time, and whether the update is new; waits for *person*'s others."""
    now, is_new, _ = (await rows(session, _SEE, (bot_id, update_id, person)))[0]
    return now, is_new


async def answers(session: AsyncSession, interview: UUID) -> list[StoredAnswer]:
    return [StoredAnswer(*row) for row in await rows(session, _ANSWERS, (interview,))]


async def keep(session: AsyncSession, answers: Iterable[Mapping[str, Any]]) -> None:
    """Each answer in place of the one that the interview had to that question."""
    connection = await _plain(session)
    for row in answers:
        await connection.execute(_KEEP, row, prepare=True)


async def move(session: AsyncSession, interview: SQLModel) -> None:
    """Writes where an interview now is; the session is told, and does not write it again."""
    session.expunge(interview)
    told = interview.model_dump()
    connection = await _plain(session)
    await connection.execute(_MOVE, told | {"marked": Json(told["marked"])}, prepare=True)


async def rows(session: AsyncSession, statement: str, values: Sequence[Any]) -> list[Row]:
    connection = await _plain(session)
    cursor = await connection.execute(statement, values, prepare=True)
    return await cursor.fetchall()


async def _plain(session: AsyncSession) -> AsyncConnection[Row]:
    """The driver's connection under the session: the same transaction, without SQLAlchemy."""
    if "plain" not in session.info:
        raw = await (await session.connection()).get_raw_connection()
        session.info["plain"] = raw.driver_connection
    return cast("AsyncConnection[Row]", session.info["plain"])


def columns(*models: type[SQLModel]) -> str:
    """Their columns in order, for a SELECT that *read* takes apart."""
    tables = [model.metadata.tables[str(model.__tablename__)] for model in models]
    return ", ".join(f"{table.name}.{it.name}" for table in tables for it in table.columns)


def take(session: AsyncSession, model: type[Model], row: list[Any]) -> Model | None:
    """Takes the model's columns off the beginning of *row*: its object in the session, if any."""
    names = [it.name for it in model.metadata.tables[str(model.__tablename__)].columns]
    values, row[: len(names)] = row[: len(names)], []
    if values[0] is None:  # the key: an outer join found nothing
        return None
    found = cast("Model", inspect(model).class_manager.new_instance())
    found.__dict__.update(zip(names, values, strict=True))  # as loading does: nothing has changed
    make_transient_to_detached(found)
    session.add(found)
    return found
