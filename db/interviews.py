"""Interviews: one person's walk through one survey version, and the answers accepted on it."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db import hot_path
from db.answers import Answer, answer_rows, answers_of, recount
from db.consulates import Consulate
from db.entries import KIND_CHAT, Entry
from db.keyring import Keyring
from db.respondents import Respondent
from db.visits import Visit
from surveys import Answers, Finish, Survey, Turn, as_text, relevant_answers
from surveys import interview as conduct

if TYPE_CHECKING:  # where a person stands tells of their interview, not the other way round
    from db.arrivals import Standing

# AAPOR's classes, as they stand at any moment of an interview's life.
BREAK_OFF, PARTIAL, COMPLETE = "break-off", "partial", "complete"
SERVICE_QUESTION = "servicio"  # its answer says which service the whole interview speaks of


class Interview(SQLModel, table=True):
    """One person's walk through one survey version; at most one is open for a person."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["form_id", "version"], ["survey_version.form_id", "survey_version.version"]
        ),
        Index(
            "interview_open",
            "respondent_id",
            unique=True,
            postgresql_where=sql("closed_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    respondent_id: UUID = Field(foreign_key="respondent.id", index=True)
    form_id: str
    version: str
    language: str
    consulate: str | None = Field(default=None, foreign_key="consulate.code")
    service: str | None = None
    service_date: date | None = None
    entry: str | None = Field(default=None, foreign_key="entry.code")
    entry_kind: str = KIND_CHAT
    visit: UUID | None = Field(default=None, foreign_key="visit.id", index=True)
    wave: int | None = None
    at: str | None = None  # the question shown last
    turn: str  # opaque id of what is shown now; every button carries it
    marked: list[str] = Field(default_factory=list, sa_type=JSON)  # of a select_multiple, unsent
    disposition: str = BREAK_OFF
    started_at: datetime = Field(sa_type=DateTime(timezone=True))
    closed_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))

    @property
    def is_complete(self) -> bool:
        return self.disposition == COMPLETE


@dataclass(frozen=True)
class Walk:
    """An open interview under way: the survey it follows, its place, and its answers so far."""

    survey: Survey
    interview: Interview
    consulate: Consulate
    answers: Answers
    told: frozenset[str]  # the questions that the entry answered


async def begin(
    session: AsyncSession, keyring: Keyring, survey: Survey, standing: "Standing", *, now: datetime
) -> Interview:
    """Opens an interview with what the entry already tells."""
    respondent, entry, consulate = standing.respondent, standing.entry, standing.consulate
    interview = Interview(
        respondent_id=respondent.id,
        form_id=survey.form_id,
        version=survey.version,
        language=respondent.language,
        turn=new_turn(),
        started_at=now,
    )
    known = known_from(entry, survey)
    if entry is not None:
        interview.consulate = entry.consulate
        interview.service = entry.service
        interview.service_date = entry.service_date
        interview.visit = entry.visit
        if entry.visit is not None:
            visit = await session.get_one(Visit, entry.visit)
            interview.service_date = visit.day_of(now)
        interview.entry = entry.code
        interview.entry_kind = entry.kind
    clock = {} if consulate is None else of_time(survey, interview, consulate)
    turn = conduct.begin(survey, {**clock, **known})
    interview.at = None if isinstance(turn, Finish) else turn.question.name
    session.add(interview)
    await session.flush()
    if known and consulate is not None:
        walk = Walk(survey, interview, consulate, known, frozenset(known))
        await hot_path.keep(session, answer_rows(keyring, walk, known, now))
    return interview


def walk(keyring: Keyring, survey: Survey, standing: "Standing") -> Walk | None:
    """The person's open interview with its answers; none while its consulate is not known."""
    if standing.interview is None or standing.consulate is None:
        return None
    interview, consulate = standing.interview, standing.consulate
    given = answers_of(keyring, survey, interview.id, standing.answers)
    told = frozenset(known_from(standing.entry, survey))
    answers = {**of_time(survey, interview, consulate), **given}
    return Walk(survey, interview, consulate, answers, told)


def of_time(survey: Survey, interview: Interview, consulate: Consulate) -> Answers:
    """When the interview began by the clock of its consulate, for a form that asks."""
    zone = ZoneInfo(consulate.timezone)
    return conduct.began(survey, interview.started_at.astimezone(zone))


def known_from(entry: Entry | None, survey: Survey) -> Answers:
    """The answer that the entry gives in the person's stead, where the survey has its choice."""
    if entry is None:
        return {}
    for question in survey.questions:
        if question.name == SERVICE_QUESTION and entry.service in {
            choice.name for choice in question.choices
        }:
            return {SERVICE_QUESTION: entry.service}
    return {}


async def last_place(session: AsyncSession, respondent: Respondent) -> Consulate | None:
    """The consulate of the person's last finished interview."""
    found = await session.scalars(
        select(Consulate)
        .join(Interview, col(Interview.consulate) == Consulate.code)
        .where(
            col(Interview.respondent_id) == respondent.id,
            col(Interview.disposition) == COMPLETE,
        )
        .order_by(col(Interview.closed_at).desc())
        .limit(1)
    )
    return found.one_or_none()


async def close(session: AsyncSession, interview: Interview, *, now: datetime) -> None:
    """Ends an interview where it stands; what was accepted keeps counting."""
    interview.closed_at = now
    session.add(interview)
    await session.flush()


async def place(session: AsyncSession, interview: Interview, consulate: str | None) -> None:
    """Says of which consulate the interview speaks (none: to be asked again)."""
    interview.consulate = consulate
    interview.turn = new_turn()
    session.add(interview)
    await session.flush()
    if consulate is not None:
        await recount(session, interview)


async def show(session: AsyncSession, interview: Interview, turn: Turn) -> None:
    """Moves the cursor to what *turn* asks without an answer, as going back does."""
    _move(interview, turn)
    session.add(interview)
    await session.flush()


async def mark(session: AsyncSession, interview: Interview, names: Sequence[str]) -> None:
    """Keeps the marks of a select_multiple until the person says they are done.

    The turn stays, so that quick taps on several choices all count.
    """
    interview.marked = list(names)
    session.add(interview)
    await session.flush()


async def record(
    session: AsyncSession, keyring: Keyring, walk: Walk, turn: Turn, *, now: datetime
) -> None:
    """Stores what *turn* accepted beyond the walk so far, and moves the interview to it."""
    interview = walk.interview
    changed, must_recount = _changed(walk, turn), isinstance(turn, Finish)
    if walk.answers.get(SERVICE_QUESTION) != turn.answers.get(SERVICE_QUESTION):
        interview.service = as_text(turn.answers.get(SERVICE_QUESTION)) or None
        must_recount = True
    rows = answer_rows(keyring, walk, turn.answers, now, changed)
    _move(interview, turn)
    if isinstance(turn, Finish):
        interview.closed_at = now
    interview.disposition = _disposition(walk.survey, turn)
    await hot_path.record(session, interview, rows)
    if must_recount:
        await recount(session, interview)


async def record_whole(
    session: AsyncSession,
    people: Iterable[Respondent],
    interviews: Iterable[Interview],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """Stores interviews that were held elsewhere with all their answers, in three statements."""
    await session.execute(insert(Respondent), [it.model_dump() for it in people])
    await session.execute(insert(Interview), [it.model_dump() for it in interviews])
    await session.execute(insert(Answer), list(rows))


def new_turn() -> str:
    return secrets.token_urlsafe(9)


def _move(interview: Interview, turn: Turn) -> None:
    """Buttons shown before no longer count; a select_multiple answered before keeps its marks."""
    asked = None if isinstance(turn, Finish) else turn.question.name
    given = None if isinstance(turn, Finish) else conduct.at_hand(turn)
    interview.at = asked
    interview.turn = new_turn()
    interview.marked = list(given) if isinstance(given, tuple) else []


def _changed(walk: Walk, turn: Turn) -> set[str]:
    """The questions with a new value, or whose value a correction makes count or no longer."""
    before = relevant_answers(walk.survey, walk.answers)
    after = relevant_answers(walk.survey, turn.answers)
    return {
        name
        for name, value in turn.answers.items()
        if (name in walk.answers, walk.answers.get(name), name in before)
        != (True, value, name in after)
    }


def _disposition(survey: Survey, turn: Turn) -> str:
    if isinstance(turn, Finish):
        return COMPLETE
    return PARTIAL if turn.answers.get(survey.headline.name) is not None else BREAK_OFF
