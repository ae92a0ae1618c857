"""A walk by chance that anybody can repeat: the same seed takes the same steps."""

import random
import re
from collections.abc import Iterator

from surveys import Question, Survey
from surveys.state import settle
from tests.conformance.ours import Ours
from tests.conformance.steps import Answered, Step, Switched

STEPS = 30
SWITCHES, SKIPS, CORRECTIONS = 0.1, 0.1, 0.4  # how often, of 1

WORDS = ("abc", "Lima", "no sé", "12345678", "una respuesta más larga")
NUMBERS = (-1, 0, 1, 2, 3, 7, 40)
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
    skips = chance.random() < SKIPS
    return Answered(question.name, "" if skips else _value(survey, question, chance))


def _value(survey: Survey, question: Question, chance: random.Random) -> str:
    match question.type:
        case "select_one":
            return chance.choice(question.choice_names)
        case "select_multiple":
            count = chance.randint(1, min(5, len(question.choices)))
            return " ".join(chance.sample(question.choice_names, count))
        case "integer":
            return str(chance.choice(_numbers(survey)))
        case _:
            return chance.choice(WORDS)


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
