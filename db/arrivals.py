"""Arrivals: an update comes in, and finds its person where their others have left them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db import hot_path
from db.consents import NOTICES
from db.consulates import Consulate
from db.entries import Entry
from db.hot_path import StoredAnswer
from db.interviews import Interview
from db.keyring import Keyring
from db.respondents import Respondent
from db.updates import UpdateKey, lock


@dataclass(frozen=True)
class Standing:
    """Where a person stands: their open interview, the consulate it speaks of, their notices."""

    respondent: Respondent
    interview: Interview | None
    consulate: Consulate | None
    entry: Entry | None
    wants_notices: bool
    answers: Sequence[StoredAnswer]  # of the interview


@dataclass(frozen=True)
class Arrival:
    """An update that has come in, alone with its person until its transaction ends."""

    now: datetime  # the start of the transaction
    is_new: bool  # else it was delivered before, and its effects are committed
    standing: Standing | None  # none: of a person we do not know


async def arrive(
    session: AsyncSession, keyring: Keyring, update: UpdateKey, telegram_id: int
) -> Arrival:
    """Notes the update as `updates.see` does, and says where its person stands."""
    person = keyring.fingerprint(telegram_id)
    found = await hot_path.find(session, lock(update, person), _STANDING, person)
    if found.standing is None:
        return Arrival(found.now, found.is_new, None)
    row = list(found.standing)
    respondent = hot_path.take(Respondent, row)
    assert respondent is not None  # noqa: S101 - the one table that is not joined from outside
    interview, consulate = hot_path.take(Interview, row), hot_path.take(Consulate, row)
    if consulate is not None:
        session.add(consulate)  # many ask for it by its code
    standing = Standing(
        respondent,
        interview,
        consulate,
        hot_path.take(Entry, row),
        wants_notices=row[0],
        answers=found.answers,
    )
    return Arrival(found.now, found.is_new, standing)


_STANDING = f"""
    SELECT {hot_path.columns(Respondent, Interview, Consulate, Entry)},
        EXISTS (SELECT FROM consent WHERE respondent_id = respondent.id
            AND purpose = '{NOTICES}' AND withdrawn_at IS NULL)
    FROM respondent
    LEFT JOIN interview ON interview.respondent_id = respondent.id AND closed_at IS NULL
    LEFT JOIN entry ON entry.code =
        CASE WHEN interview.id IS NULL THEN respondent.entry ELSE interview.entry END
    LEFT JOIN consulate ON consulate.code =
        CASE WHEN interview.id IS NULL THEN entry.consulate ELSE interview.consulate END
    WHERE fingerprint = %s
"""  # noqa: S608 - of our own names alone
