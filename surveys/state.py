"""Where an interview stands: what counts of the answers, and what still has to be asked."""

from collections import ChainMap
from dataclasses import dataclass, replace
from functools import lru_cache

from surveys.answers import BEGAN, Answers, Value, as_text
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
    texts[BEGAN] = as_text(settled.get(BEGAN))
    relevant = set()
    for question in survey.in_order_of_need:
        if question.relevant and not question.relevant.holds(texts):
            if question.calculation:
                settled.pop(question.name, None)
            continue
        relevant.add(question.name)
        texts[question.name] = _value(question, settled, texts)
    return State(settled, frozenset(relevant), texts)


def _value(question: Question, settled: dict[str, Value | None], texts: dict[str, str]) -> str:
    """What the question holds for all expressions, and in `settled` what is kept of it."""
    name = question.name
    held = as_text(settled.get(name))
    if question.choice_filter and held:
        held = _still_offered(question, settled, texts)
    if question.calculation:
        texts[name] = held  # for once()
        held = question.calculation.text(texts)
        settled[name] = held or None
    elif question.default and name not in settled:
        held = question.default.text(texts)
        if not question.is_askable:
            settled[name] = held or None
    return held


def _still_offered(
    question: Question, settled: dict[str, Value | None], texts: dict[str, str]
) -> str:
    """An answer that its filter no longer offers is dropped, and the question open again."""
    offered = as_asked(question, texts).choice_names
    match settled[question.name]:
        case tuple(names):
            kept = tuple(name for name in names if name in offered)
            if kept:
                settled[question.name] = kept
                return as_text(kept)
        case str(name) if name in offered:
            return name
        case _:
            pass
    del settled[question.name]
    return ""


def as_value(question: Question, text: str) -> Value:
    """What is kept of the text that XForms would hold for this question."""
    match question.type:
        case "integer":
            return int(text)
        case "select_multiple":
            return tuple(text.split())
        case _:
            return text


def as_asked(question: Question, texts: Texts) -> Question:
    """The question with the choices that this person is offered."""
    filtered = question.choice_filter
    if filtered is None:
        return question
    seen = dict(texts)
    offered = (it for it in question.choices if filtered.holds(ChainMap(it.texts, seen)))
    return replace(question, choices=tuple(offered))


def fault(question: Question, state: State) -> Problem | None:
    """What is wrong with the answer as it stands; an empty one has no constraint, as in ODK."""
    if not state.texts[question.name]:
        if question.required and question.required.holds(state.texts):
            return REQUIRED.in_the_words_of(filled(question.required_message, state.texts))
        return None
    if question.constraint and not question.constraint.holds(state.texts):
        return CONSTRAINT.in_the_words_of(filled(question.constraint_message, state.texts))
    return None
