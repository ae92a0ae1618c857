"""Arrivals: an update comes in, and finds its person where their others have left them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db import hot_path, updates
from db.consents import NOTICES
from db.consulates import Consulate
from db.entries import Entry
from db.hot_path import StoredAnswer
from db.interviews import Interview
from db.keyring import Keyring
from db.respondents import Respondent
from db.updates import UpdateKey


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
    """Notes the update as `updates.see` does, and says where its person stands.

    The second statement, unlike the first, reads what the person's others have committed.
    """
    person = keyring.fingerprint(telegram_id)
    now, is_new = await updates.see(session, update, person)
    found = await hot_path.read(session, _STANDING, person)
    return Arrival(now, is_new, _standing(found) if found else None)


def _standing(found: hot_path.Row) -> Standing:
    row = list(found)
    respondent = hot_path.take(Respondent, row)
    assert respondent is not None  # noqa: S101 - the one table that is not joined from outside
    interview, consulate = hot_path.take(Interview, row), hot_path.take(Consulate, row)
    entry = hot_path.take(Entry, row)
    wants_notices, *given = row
    answers = [StoredAnswer(*it) for it in zip(*given, strict=True)] if all(given) else []
    return Standing(respondent, interview, consulate, entry, wants_notices, answers)


_STANDING = f"""
    SELECT {hot_path.columns(Respondent, Interview, Consulate, Entry)},
        EXISTS (SELECT FROM consent WHERE respondent_id = respondent.id
            AND purpose = '{NOTICES}' AND withdrawn_at IS NULL),
        given.questions, given.contents, given.sealed
    FROM respondent
    LEFT JOIN interview ON interview.respondent_id = respondent.id AND closed_at IS NULL
    LEFT JOIN entry ON entry.code =
        CASE WHEN interview.id IS NULL THEN respondent.entry ELSE interview.entry END
    LEFT JOIN consulate ON consulate.code =
        CASE WHEN interview.id IS NULL THEN entry.consulate ELSE interview.consulate END
    LEFT JOIN LATERAL (
        SELECT array_agg(question) AS questions, array_agg(value) AS contents,
            array_agg(sealed) AS sealed
        FROM answer WHERE interview_id = interview.id
    ) AS given ON true
    WHERE fingerprint = %s
"""  # noqa: S608 - of our own names alone
