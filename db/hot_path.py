"""What every press reads and writes: plain statements on the session's own connection, two trips.

Measured (`make bench`): through the ORM, and one by one, these few statements cost most of a
press. Whatever is rarer stays with the ORM; so what is read here comes out as its own objects.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

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


class Found(NamedTuple):
    """What an update finds when it comes in."""

    now: datetime  # the start of the transaction
    is_new: bool
    standing: Row | None
    answers: Sequence[StoredAnswer]  # of the person's open interview


_SEE = """
    WITH seen AS (
        INSERT INTO seen_update (bot_id, update_id, at) VALUES (%s, %s, now())
        ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT now(), EXISTS (SELECT 1 FROM seen), pg_advisory_xact_lock(%s)
"""
_ANSWERS = """
    SELECT question, value, sealed FROM answer
    JOIN interview ON interview.id = interview_id JOIN respondent ON respondent.id = respondent_id
    WHERE fingerprint = %s AND closed_at IS NULL
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
    UPDATE interview SET service = %(service)s, at = %(at)s, turn = %(turn)s, marked = %(marked)s,
        disposition = %(disposition)s, closed_at = %(closed_at)s
    WHERE id = %(id)s
"""


async def see(
    session: AsyncSession, bot_id: int, update_id: int, person: int
) -> tuple[datetime, bool]:
    """The transaction's time, and whether the update is new; waits for *person*'s others."""
    connection = await _plain(session)
    seen = await connection.execute(_SEE, (bot_id, update_id, person), prepare=True)
    return _seen(await seen.fetchone())


async def find(
    session: AsyncSession, update: tuple[int, int, int], standing: str, fingerprint: bytes
) -> Found:
    """What *see* says, then what the person's others have left: one trip.

    Each statement reads what was committed when it begins, so the latter two see what the first
    has waited for. *standing* asks for one row of whom the *fingerprint* names.
    """
    connection = await _plain(session)
    async with connection.pipeline():
        seen = await connection.execute(_SEE, update, prepare=True)
        stands = await connection.execute(standing, (fingerprint,), prepare=True)
        given = await connection.execute(_ANSWERS, (fingerprint,), prepare=True)
    now, is_new = _seen(await seen.fetchone())
    answers = [StoredAnswer(*row) for row in await given.fetchall()]
    return Found(now, is_new, await stands.fetchone(), answers)


async def record(
    session: AsyncSession, interview: SQLModel, answers: Iterable[Mapping[str, Any]]
) -> None:
    """Each answer in place of the one that the interview had, and where it now is: one trip.

    A session that has the interview is told, and does not write it again.
    """
    if interview in session:
        session.expunge(interview)
    told = interview.model_dump()
    connection = await _plain(session)
    async with connection.pipeline():
        await keep(session, answers)
        await connection.execute(_MOVE, told | {"marked": Json(told["marked"])}, prepare=True)


async def keep(session: AsyncSession, answers: Iterable[Mapping[str, Any]]) -> None:
    """Each answer in place of the one that its interview had to that question."""
    connection = await _plain(session)
    for answer in answers:
        await connection.execute(_KEEP, answer, prepare=True)


def _seen(row: Row | None) -> tuple[datetime, bool]:
    assert row is not None  # noqa: S101 - the statement always has one
    return row[0], row[1]


async def _plain(session: AsyncSession) -> AsyncConnection[Row]:
    """The driver's connection under the session: the same transaction, without SQLAlchemy."""
    if "plain" not in session.info:
        raw = await (await session.connection()).get_raw_connection()
        session.info["plain"] = raw.driver_connection
    return cast("AsyncConnection[Row]", session.info["plain"])


def columns(*models: type[SQLModel]) -> str:
    """Their columns in order, for a SELECT that *take* takes apart."""
    return ", ".join(f"{it.__tablename__}.{name}" for it in models for name in _names(it))


@cache
def _names(model: type[SQLModel]) -> tuple[str, ...]:
    return tuple(it.name for it in model.metadata.tables[str(model.__tablename__)].columns)


def take(model: type[Model], row: list[Any]) -> Model | None:
    """Takes the model's columns off the beginning of *row*: its object, if there is one.

    It is detached, as most only read it; who changes it adds it to the session.
    """
    names = _names(model)
    values, row[: len(names)] = row[: len(names)], []
    if values[0] is None:  # the key: an outer join found nothing
        return None
    found = cast("Model", inspect(model).class_manager.new_instance())
    found.__dict__.update(zip(names, values, strict=True))  # as loading does: nothing has changed
    make_transient_to_detached(found)
    return found
