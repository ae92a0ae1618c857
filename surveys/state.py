"""Where an interview stands: what counts of the answers, and what still has to be asked."""

from dataclasses import dataclass, replace
from functools import lru_cache

from surveys.answers import Answers, Value, as_text
from surveys.compiler import Texts
from surveys.problems import CONSTRAINT, REQUIRED, Problem
from surveys.survey import Question, Survey
from surveys.wording import filled


@dataclass(frozen=True)
class State:
    """The answers with their calculations, the relevant questions, and what expressions see."""

    answers: Answers
    relevant: frozenset[str]
    texts: Texts


def settle(survey: Survey, answers: Answers) -> State:
    """Computes everything anew; what is not relevant is empty to all expressions, as in ODK."""
    state = _settled(survey, tuple(answers.items()))
    return replace(state, answers=dict(state.answers))  # the caller's own


@lru_cache(maxsize=64)  # one press asks several times, and forgets soon: these are people's words
def _settled(survey: Survey, answers: tuple[tuple[str, Value | None], ...]) -> State:
    settled = dict(answers)
    texts = dict.fromkeys(survey.by_name, "")
    relevant = set()
    for question in survey.in_order_of_need:
        if question.relevant and not question.relevant.holds(texts):
            if question.calculation:
                settled.pop(question.name, None)
            continue
        relevant.add(question.name)
        if question.calculation:
            settled[question.name] = question.calculation.text(texts) or None
        texts[question.name] = as_text(settled.get(question.name))
    return State(settled, frozenset(relevant), texts)


def fault(question: Question, state: State) -> Problem | None:
    """What is wrong with the answer as it stands; an empty one has no constraint, as in ODK."""
    if not state.texts[question.name]:
        if question.required and question.required.holds(state.texts):
            return REQUIRED.in_the_words_of(filled(question.required_message, state.texts))
        return None
    if question.constraint and not question.constraint.holds(state.texts):
        return CONSTRAINT.in_the_words_of(filled(question.constraint_message, state.texts))
    return None
