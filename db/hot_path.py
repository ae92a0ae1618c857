"""What every press reads and writes: few and plain statements on the session's own connection.

Measured: through the ORM these few statements cost most of a press, and in pipelines a little more
of the bot's processor than one by one (decision 0010). Whatever is rarer stays with the ORM; so
what is read here comes out as its own objects.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from psycopg import AsyncConnection
from psycopg.types.json import Json
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
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
    UPDATE interview SET service = %(of)s, at = %(at)s, turn = %(turn)s, marked = %(marked)s,
        disposition = %(disposition)s, closed_at = %(closed_at)s
    WHERE id = %(id)s
"""
_KEEP_AND_MOVE = f"WITH moved AS ({_MOVE}) {_KEEP}"


async def see(
    session: AsyncSession, bot_id: int, update_id: int, person: int
) -> tuple[datetime, bool]:
    """The transaction's time, and whether the update is new; waits for *person*'s others."""
    seen = await read(session, _SEE, bot_id, update_id, person)
    assert seen is not None  # noqa: S101 - the statement always has one row
    return seen[0], seen[1]


async def read(session: AsyncSession, statement: str, *parameters: object) -> Row | None:
    """The statement's first row. It sees what was committed before it, as every statement does."""
    connection = await _plain(session)
    return await (await connection.execute(statement, parameters, prepare=True)).fetchone()


async def record(
    session: AsyncSession, interview: SQLModel, answers: Sequence[Mapping[str, Any]]
) -> None:
    """Each answer in place of the one that the interview had, and where it now is.

    A session that has the interview is told, and does not write it again.
    """
    if interview in session:
        session.expunge(interview)
    told = interview.model_dump()
    move = told | {"of": told["service"], "marked": Json(told["marked"])}
    await keep(session, answers[:-1])
    if answers:  # mostly there is just one, which goes with the move
        await _write(session, _KEEP_AND_MOVE, {**move, **answers[-1]})
    else:
        await _write(session, _MOVE, move)


async def keep(session: AsyncSession, answers: Iterable[Mapping[str, Any]]) -> None:
    """Each answer in place of the one that its interview had to that question."""
    for answer in answers:
        await _write(session, _KEEP, answer)


async def _write(session: AsyncSession, statement: str, parameters: Mapping[str, Any]) -> None:
    connection = await _plain(session)
    await connection.execute(statement, parameters, prepare=True)


async def _plain(session: AsyncSession) -> AsyncConnection[Row]:
    """The driver's connection under the session: the same transaction, without SQLAlchemy."""
    if "plain" not in session.info:
        session.info["plain"] = await session.run_sync(_driver)
    return cast("AsyncConnection[Row]", session.info["plain"])


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


def columns(*models: type[SQLModel]) -> str:
    """Their columns in order, for a SELECT that *take* takes apart."""
    return ", ".join(f"{it.__tablename__}.{name}" for it in models for name in _names(it))


@cache
def _names(model: type[SQLModel]) -> tuple[str, ...]:
    return tuple(it.name for it in model.metadata.tables[str(model.__tablename__)].columns)


def take(model: type[Model], row: list[Any]) -> Model | None:
    """Takes the model's columns off the beginning of *row*: its object, if there is one.

    It is detached, as most only read it; who changes it adds it to the session. Its first column
    is its key.
    """
    names = _names(model)
    values, row[: len(names)] = row[: len(names)], []
    if values[0] is None:  # the key: an outer join found nothing
        return None
    mapper = inspect(model)
    found = cast("Model", mapper.class_manager.new_instance())
    found.__dict__.update(zip(names, values, strict=True))  # as loading does: nothing has changed
    inspect(found).key = mapper.identity_key_from_primary_key(values[:1])
    return found
