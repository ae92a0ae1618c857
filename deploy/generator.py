"""Demonstration interviews: invented people, seeded, who answer as the survey itself lets them."""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import col, select

from db import answers, consulates, interviews
from db.consulates import Consulate
from db.interviews import BREAK_OFF, COMPLETE, PARTIAL, Interview, Walk
from db.keyring import Keyring
from db.respondents import Respondent
from db.transaction import clock, transaction
from surveys import (
    Answers,
    Ask,
    AskAgain,
    Chosen,
    Finish,
    Question,
    Reply,
    Skipped,
    Survey,
    Turn,
    Typed,
    interview,
)

SEED = 3_2_1_1  # the measure these people answer for
_BATCH = 250  # interviews a transaction
_DAYS = 730  # two years: the current semester, its predecessor, and what came before
_REACH_HEADLINE, _REACH_END = 0.97, 0.8
_COMMENTS = (
    "Me atendieron rápido y con amabilidad.",
    "No había citas hasta dentro de dos meses.",
    "El personal explicó bien los requisitos.",
    "Tuve que volver dos veces por un papel.",
    "Ojalá vengan más seguido a nuestra ciudad.",
)


@dataclass(frozen=True)
class Office:
    """How a consulate serves in this invented world: chances of 1 to 5, and its size."""

    consulate: Consulate
    chances: tuple[float, ...]
    weight: float


async def fill(
    engine: AsyncEngine, keyring: Keyring, survey: Survey, people: int
) -> AsyncIterator[int]:
    """Stores invented interviews of *survey* until there are so many, and yields their number.

    Each person has dice of their own, so that what was interrupted goes on where it stopped.
    """
    async with transaction(engine) as session:
        now = await clock(session)
        dice = random.Random(f"{SEED}/{survey.form_id}")  # noqa: S311 - of paper: no secrecy
        offices = [_office(dice, it) for it in await consulates.every(session)]
        done = await _invented(session, survey.form_id)
    while done < people:
        numbers = range(done, min(done + _BATCH, people))
        async with transaction(engine) as session:
            batch = [_person(it, keyring, survey, offices, now) for it in numbers]
            await interviews.record_whole(
                session,
                [it.respondent for it in batch],
                [it.interview for it in batch],
                [row for it in batch for row in it.rows],
            )
        done = numbers.stop
        yield done


async def _invented(session: AsyncSession, form_id: str) -> int:
    """How many interviews are of somebody who never had a chat (or asked to be forgotten)."""
    held = select(func.count()).select_from(Interview).join(Respondent)
    no_chat = col(Respondent.fingerprint).is_(None)
    return (await session.scalars(held.where(no_chat, Interview.form_id == form_id))).one()


def _office(dice: random.Random, consulate: Consulate) -> Office:
    """Larger general consulates see more people; each has its own way of serving."""
    good = dice.betavariate(8, 3)
    chances = (0.25 * (1 - good), 0.3 * (1 - good), 0.45 * (1 - good), 0.55 * good, 0.45 * good)
    size = dice.paretovariate(1.1) * (3 if consulate.kind == "general" else 1)
    return Office(consulate, chances, min(size, 40))


@dataclass(frozen=True)
class _Person:
    respondent: Respondent
    interview: Interview
    rows: list[dict[str, Any]]


def _person(
    number: int,
    keyring: Keyring,
    survey: Survey,
    offices: Sequence[Office],
    now: datetime,
) -> _Person:
    dice = random.Random(f"{SEED}/{survey.form_id}/{number}")  # noqa: S311
    office = dice.choices(offices, [it.weight for it in offices])[0]
    then = now - timedelta(days=dice.random() * _DAYS)
    respondent = Respondent(
        id=UUID(int=dice.getrandbits(128), version=4), language="es", greeted_at=then
    )
    given, is_complete = _answers(dice, survey, office, then)
    headline = survey.headline.name in given
    held = Interview(
        id=UUID(int=dice.getrandbits(128), version=4),
        respondent_id=respondent.id,
        form_id=survey.form_id,
        version=survey.version,
        language=respondent.language,
        consulate=office.consulate.code,
        service=_text(given.get(interviews.SERVICE_QUESTION)),
        turn="",
        disposition=COMPLETE if is_complete else PARTIAL if headline else BREAK_OFF,
        started_at=then,
        closed_at=then + timedelta(minutes=2),
    )
    rows = answers.answer_rows(
        keyring, Walk(survey, held, office.consulate, {}, frozenset()), given, then
    )
    return _Person(respondent, held, rows)


def _answers(
    dice: random.Random, survey: Survey, office: Office, then: datetime
) -> tuple[Answers, bool]:
    """What the person answers, and whether they reach the end."""
    turn: Turn = interview.begin(survey, interview.began(survey, then))
    stops = _REACH_HEADLINE
    while isinstance(turn, Ask) and dice.random() < stops:
        stops = _REACH_END ** (1 / len(survey.questions))
        reply = _reply(dice, turn.question, office)
        turn = interview.take(survey, turn.answers, turn.question.name, reply, "es")
        if isinstance(turn, AskAgain):
            raise AssertionError(f"the generator's answer to {turn.question.name} was refused")
    return turn.answers, isinstance(turn, Finish)


def _reply(dice: random.Random, question: Question, office: Office) -> Reply:
    if question.is_scale:
        if dice.random() < 0.03 and "na" in question.choice_names:
            return Chosen(("na",))
        return Chosen((str(dice.choices(range(1, 6), office.chances)[0]),))
    offered = question.range.values if question.range else question.choice_names
    if offered:
        return Chosen((dice.choice(offered),))
    match question.type:
        case "integer" | "decimal":
            words = str(dice.randint(1, 9))
        case "date":
            words = "hoy"
        case "time":
            words = f"{dice.randint(8, 17)}:30"
        case _ if dice.random() < 0.15:
            words = dice.choice(_COMMENTS)
        case _:
            return Skipped()
    return Typed(words)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
