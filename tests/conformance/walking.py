"""A walk by chance that anybody can repeat: the same seed takes the same steps."""

import random
import re
from collections.abc import Iterator, Sequence

from surveys import Question, Survey
from surveys.state import as_asked, settle
from tests.conformance.ours import Ours
from tests.conformance.steps import Answered, Step, Switched

STEPS = 30
SWITCHES, SKIPS, CORRECTIONS = 0.1, 0.1, 0.4  # how often, of 1

FIXED = {
    "date": ("1999-12-31", "2004-02-29", "2015-06-30", "2015-07-01", "2024-11-05"),
    "time": ("00:00:00", "08:30:00", "23:59:00"),
}
WORDS = ("abc", "Lima", "no sé", "12345678", "una respuesta más larga")
NUMBERS = (-1, 0, 1, 2, 3, 7, 40)
QUARTERS = ("", ".25", ".5")
SPOKEN_OF = re.compile(r"(?<![\w'-])\d{1,6}(?![\w'-])")


def walk(survey: Survey, seed: str) -> tuple[Step, ...]:
    return tuple(_steps(survey, random.Random(seed)))  # noqa: S311 - no secret


def _steps(survey: Survey, chance: random.Random) -> Iterator[Step]:
    person = Ours(survey)
    for _ in range(STEPS):
        step = _step(person, chance)
        person.go(step)
        yield step


def _step(person: Ours, chance: random.Random) -> Step:
    """Mostly onwards, as a person would; often back, which is where engines break."""
    survey = person.survey
    if len(survey.languages) > 1 and chance.random() < SWITCHES:
        return Switched(chance.choice(survey.languages))
    state = settle(survey, person.answers)
    asked = [it for it in survey.askable if it.name in state.relevant]
    still_open = [it for it in asked if not state.texts[it.name]]
    onwards = bool(still_open) and chance.random() >= CORRECTIONS
    question = still_open[0] if onwards else chance.choice(asked)
    pool = _pool(survey, as_asked(question, state.texts))
    skips = not pool or chance.random() < SKIPS
    return Answered(question.name, "" if skips else _value(question, pool, chance))


def _value(question: Question, pool: Sequence[str], chance: random.Random) -> str:
    if question.type == "select_multiple":
        return " ".join(chance.sample(pool, chance.randint(1, min(5, len(pool)))))
    return chance.choice(pool)


def _pool(survey: Survey, question: Question) -> Sequence[str]:
    if question.type.startswith("select_") or question.choices:
        return question.choice_names
    if question.range:
        return question.range.values
    match question.type:
        case "integer":
            return [str(it) for it in _numbers(survey)]
        case "decimal":
            return [f"{it}{part}" for it in _numbers(survey) for part in QUARTERS]
        case kind:
            return FIXED.get(kind, WORDS)


def _numbers(survey: Survey) -> list[int]:
    """The usual ones, and those that the form's own formulas speak of, with their neighbours."""
    formulas = (
        formula.source
        for it in survey.questions
        for formula in (it.relevant, it.required, it.constraint, it.calculation)
        if formula
    )
    spoken_of = {int(it) for source in formulas for it in SPOKEN_OF.findall(source)}
    return sorted({*NUMBERS, *(it + step for it in spoken_of for step in (-1, 0, 1))})
