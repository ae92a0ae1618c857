"""Answers: what was accepted in an interview, one row a question, ready to be counted."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, DateTime, Index, LargeBinary, SmallInteger
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from db.hot_path import StoredAnswer
from db.keyring import Keyring
from surveys import Answers, Question, Survey, Value, as_text, as_value, relevant_answers

if TYPE_CHECKING:  # an interview knows its answers, not the other way round
    from db.interviews import Interview, Walk


class Answer(SQLModel, table=True):
    """One accepted value. What is counted carries its period and place, so one index serves it."""

    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="answer_score"),
        Index(
            "answer_counted",
            "form_id",
            "question",
            "month",
            "consulate",
            postgresql_include=["service", "score", "complete", "entry_kind", "wave"],
            postgresql_where=sql("month IS NOT NULL"),
        ),
    )

    interview_id: UUID = Field(foreign_key="interview.id", primary_key=True)
    question: str = Field(primary_key=True)
    value: str | None = None  # as XForms writes it; none: asked and skipped, or sealed
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)  # people's words
    answered_at: datetime = Field(sa_type=DateTime(timezone=True))
    # The rest is filled for questions on the satisfaction scale only.
    form_id: str | None = None
    month: date | None = None  # first day of the month of the service
    consulate: str | None = None
    service: str | None = None
    score: int | None = Field(default=None, sa_type=SmallInteger)  # 1-5; none: "no aplica"
    complete: bool | None = None  # whether the interview went on to its end
    entry_kind: str | None = None
    wave: int | None = None


def answers_of(
    keyring: Keyring, survey: Survey, interview_id: UUID, rows: Iterable[StoredAnswer]
) -> Answers:
    """The interview's answers as the survey understands them."""
    return {
        row.question: _read(keyring, survey.question(row.question), row, interview_id)
        for row in rows
    }


def answer_rows(
    keyring: Keyring,
    walk: "Walk",
    answers: Answers,
    now: datetime,
    names: Collection[str] | None = None,
) -> list[dict[str, Any]]:
    """The rows of *answers*, or of those *names* among them, each with when and where it counts.

    The period is that of the service when the entry tells its date, else that of the answer in
    the consulate's own calendar (DESIGN, section 3). An answer to a question that a correction
    has made irrelevant is kept, and does not count.
    """
    interview, office = walk.interview, walk.consulate
    spoken_of = interview.service_date or now.astimezone(ZoneInfo(office.timezone)).date()
    counted = {
        "form_id": walk.survey.form_id,
        "month": spoken_of.replace(day=1),
        "consulate": office.code,
        "service": interview.service,
        "complete": interview.is_complete,
        "entry_kind": interview.entry_kind,
        "wave": interview.wave,
    }
    nothing = dict.fromkeys(counted)
    relevant = relevant_answers(walk.survey, answers)
    rows = []
    by_name = walk.survey.by_name
    for name in (it for it in (answers if names is None else names) if it in by_name):
        value = answers[name]
        question = by_name[name]
        is_counted = question.is_scale and value is not None and name in relevant
        rows.append(
            {"interview_id": interview.id, "question": name, "answered_at": now}
            | _written(keyring, question, value, f"{interview.id}:{name}")
            | (counted if is_counted else nothing)
            | {"score": int(str(value)) if is_counted and str(value).isdigit() else None}
        )
    return rows


async def recount(session: AsyncSession, interview: "Interview") -> None:
    """Something that counted answers carry was told or corrected after they were stored."""
    told = interview.model_dump(include={"id", "consulate", "service", "service_date"})
    await session.execute(_RECOUNT, told | {"complete": interview.is_complete})


_RECOUNT = sql(
    "UPDATE answer SET complete = :complete, service = :service, consulate = office.code,"
    " month = date_trunc('month',"
    " coalesce(CAST(:service_date AS timestamp), answered_at AT TIME ZONE office.timezone))"
    " FROM consulate AS office"
    " WHERE office.code = :consulate AND interview_id = :id AND month IS NOT NULL"
)


_IN_PEOPLES_WORDS = ("text", "calculate", "note", "hidden")  # what is computed may quote a text


def _written(
    keyring: Keyring, question: Question, value: Value | None, row: str
) -> dict[str, Any]:
    if value is None:
        return {"value": None, "sealed": None}
    if question.type in _IN_PEOPLES_WORDS:
        return {"value": None, "sealed": keyring.seal(as_text(value), row)}
    return {"value": as_text(value), "sealed": None}


def _read(
    keyring: Keyring, question: Question, row: StoredAnswer, interview_id: UUID
) -> Value | None:
    if row.sealed is not None:
        return keyring.unseal(row.sealed, f"{interview_id}:{row.question}")
    if row.value is None:
        return None
    return as_value(question, row.value)
