"""Submissions: interviews as they leave the house, under other names than they bear in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, String, Uuid

from db.answers import answers_of
from db.keyring import Keyring
from surveys import Answers, Survey, interview, relevant_answers

_BATCH = 1_000  # interviews in memory at a time


@dataclass(frozen=True)
class Submission:
    """One interview whose headline answer counts, and all that counts of what was said in it."""

    id: str  # pseudonyms both: neither leads to a row, and so to a person, without the key
    respondent: str
    version: str
    language: str
    consulate: str
    service: str | None
    month: date  # of the service, as it is counted
    entry_kind: str
    wave: int | None
    disposition: str
    submitted_at: datetime
    answers: Answers


@dataclass(frozen=True)
class Wanted:
    """Which interviews: of these versions of one form and, where named, offices and months."""

    surveys: Sequence[Survey]
    consulates: Sequence[str] = ()
    months: tuple[date, date] | None = None  # the first and the last

    def values(self) -> dict[str, Any]:
        first, last = self.months or (None, None)
        return {
            "form": self.surveys[0].form_id,
            "versions": [it.version for it in self.surveys],
            "headlines": [it.headline.name for it in self.surveys],
            "consulates": list(self.consulates) or None,
            "first": first,
            "last": last,
        }


def count(connection: Connection, wanted: Wanted) -> int:
    return int(connection.execute(_COUNT, wanted.values()).scalar_one())


def read(connection: Connection, keyring: Keyring, wanted: Wanted) -> Iterator[Submission]:
    """Those wanted, the oldest first, read from the server as they are needed.

    People's own words are opened here; who reads them needs the key, and notes it (db.audit).
    """
    surveys = {it.version: it for it in wanted.surveys}
    streamed = {"stream_results": True, "max_row_buffer": _BATCH}
    found = connection.execute(_INTERVIEWS, wanted.values(), execution_options=streamed)
    for batch in found.partitions(_BATCH):
        answers = _answers(connection, [it.id for it in batch])
        for row in batch:
            survey = surveys[row.version]
            given = answers_of(keyring, survey, row.id, answers.get(row.id, ()))
            yield _submission(keyring, survey, row, given)


def _answers(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, list[Any]]:
    rows = connection.execute(_ANSWERS, {"ids": ids})
    return {key: list(own) for key, own in groupby(rows, key=attrgetter("interview_id"))}


def _submission(keyring: Keyring, survey: Survey, row: Row[Any], given: Answers) -> Submission:
    """What a correction made irrelevant stays at home, as it does not count."""
    told = row._asdict()
    of, respondent = told.pop("id"), told.pop("respondent_id")
    began = interview.began(survey, told.pop("started_at").astimezone(ZoneInfo(told.pop("zone"))))
    counts = relevant_answers(survey, {**began, **given})
    return Submission(
        id=keyring.pseudonym(of),
        respondent=keyring.pseudonym(respondent),
        answers={name: value for name, value in counts.items() if name in given},
        **told,
    )


_FROM = """
    FROM interview
    JOIN unnest(CAST(:versions AS text[]), CAST(:headlines AS text[]))
        AS wanted (version, headline) USING (version)
    JOIN answer ON answer.interview_id = interview.id AND answer.question = wanted.headline
    JOIN consulate ON consulate.code = answer.consulate
    WHERE interview.form_id = :form AND answer.month IS NOT NULL
        AND (CAST(:consulates AS text[]) IS NULL OR answer.consulate = ANY(:consulates))
        AND (CAST(:first AS date) IS NULL OR answer.month BETWEEN :first AND :last)
"""
_TYPES = (
    bindparam("versions", type_=ARRAY(String)),
    bindparam("headlines", type_=ARRAY(String)),
    bindparam("consulates", type_=ARRAY(String)),
    bindparam("first", type_=Date),
    bindparam("last", type_=Date),
)
_COUNT = text(f"SELECT count(*) {_FROM}").bindparams(*_TYPES)
_INTERVIEWS = text(f"""
    SELECT interview.id, respondent_id, version, language, answer.consulate, answer.service,
        answer.month, answer.entry_kind, answer.wave, disposition, started_at, timezone AS zone,
        CASE WHEN disposition = 'complete' THEN closed_at ELSE (
            SELECT max(answered_at) FROM answer AS any_of WHERE any_of.interview_id = interview.id
        ) END AS submitted_at
    {_FROM}
    ORDER BY started_at, interview.id
""").bindparams(*_TYPES)  # noqa: S608 - our own words
_ANSWERS = text(
    "SELECT interview_id, question, value, sealed FROM answer"
    " WHERE interview_id = ANY(:ids) ORDER BY interview_id"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
