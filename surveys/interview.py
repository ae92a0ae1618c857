"""One person's walk through a survey, as pure functions: answers and a reply in, a turn out.

Between two turns the host keeps the answers and the cursor: the name of the question last asked,
None after Finish. The answers hold what `began` says, so that a form may ask the clock.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from surveys.answers import BEGAN, Answers, Value, as_text
from surveys.problems import Problem
from surveys.reply import Reply, read
from surveys.state import State, as_asked, as_value, fault, settle
from surveys.survey import Question, Survey


@dataclass(frozen=True)
class Ask:
    """Say the notes, then ask the question; its default is a suggestion until it is answered."""

    question: Question
    notes: tuple[Question, ...]
    answers: Answers
    suggestion: Value | None = None


@dataclass(frozen=True)
class AskAgain:
    """Say what is wrong, then ask the question again."""

    question: Question
    notes: tuple[Question, ...]
    problem: Problem
    answers: Answers


@dataclass(frozen=True)
class Finish:
    """Say the notes: there is nothing more to ask."""

    notes: tuple[Question, ...]
    answers: Answers


Turn = Ask | AskAgain | Finish


def at_hand(turn: Ask | AskAgain) -> Value | None:
    """What may be left as it is: the answer given before, else what the author suggests."""
    given = turn.answers.get(turn.question.name)
    return turn.suggestion if given is None and isinstance(turn, Ask) else given


@dataclass(frozen=True)
class Progress:
    """Question `position` of `total`, as the answers so far let us count them."""

    position: int
    total: int


NOTHING: Answers = {}


def began(survey: Survey, moment: datetime) -> Answers:
    """What an interview that begins then, by its consulate's clock, has to know of time."""
    return {BEGAN: moment.isoformat(timespec="milliseconds")} if survey.reads_clock else {}


def begin(survey: Survey, answers: Answers = NOTHING) -> Turn:
    """The first turn; what is known beforehand is not asked, unless the form does not offer it."""
    known = {
        name: value for name, value in answers.items() if _is_offered(survey, name, as_text(value))
    }
    return _next(survey, settle(survey, known), after=-1)


def current(survey: Survey, answers: Answers, at: str | None) -> Turn:
    """The question at the cursor, else the first open one: what to say after an interruption."""
    state = settle(survey, answers)
    question = _askable_at(survey, state, at)
    if question is None:
        return _next(survey, state)
    return _ask(state, question, _notes_before(survey, state, question))


def take(survey: Survey, answers: Answers, at: str | None, reply: Reply, language: str) -> Turn:
    """The reply to the question at the cursor, or to the first open one where there is none.

    A refused reply leaves the answers as they were, and so does one to a question that does not
    apply: what comes next is then the first open question.
    """
    before = settle(survey, answers)
    question = _askable_at(survey, before, at) if at else _first_open(survey, before)
    if question is None:
        return _next(survey, before)
    question = as_asked(question, before.texts)
    value = read(question, reply, language, before.texts[BEGAN][:10])
    if isinstance(value, Problem):
        return AskAgain(question, (), value, before.answers)
    after = settle(survey, {**before.answers, question.name: value})
    problem = fault(question, after)
    if problem:
        return AskAgain(question, (), problem, before.answers)
    already_shown = before.relevant if question.name in before.answers else frozenset[str]()
    return _next(survey, after, survey.position[question.name], already_shown)


def back(survey: Survey, answers: Answers, at: str | None, told: Collection[str] = ()) -> Turn:
    """The question before the one at the cursor; the first one stays where it is.

    What was told beforehand was never asked, so no way leads back to it.
    """
    state = settle(survey, answers)
    question = _askable_at(survey, state, at) or _first_open(survey, state)
    place = survey.position[question.name] if question else len(survey.questions)
    asked = [other for other in _askable(survey, state) if other.name not in told]
    earlier = [other for other in asked if survey.position[other.name] < place]
    target = earlier[-1] if earlier else question
    if target is None:
        return _next(survey, state)
    return _ask(state, target, _notes_before(survey, state, target))


def progress(
    survey: Survey, answers: Answers, at: str | None, told: Collection[str] = ()
) -> Progress:
    """Where the cursor stands among the questions that are asked, without those told before."""
    state = settle(survey, answers)
    asked = [other.name for other in _askable(survey, state) if other.name not in told]
    question = _askable_at(survey, state, at) or _first_open(survey, state)
    name = question.name if question else None
    position = asked.index(name) + 1 if name in asked else len(asked)
    return Progress(position, len(asked))


def relevant_answers(survey: Survey, answers: Answers) -> Answers:
    """What counts in the end: without the answers to questions that no longer apply.

    Those stay in the interview, because a person who corrects an answer may come back to them.
    """
    state = settle(survey, answers)
    return {name: value for name, value in state.answers.items() if name in state.relevant}


def _next(
    survey: Survey,
    state: State,
    after: int | None = None,
    already_shown: frozenset[str] = frozenset(),
) -> Turn:
    """The first open question, with the notes that lie between place `after` and it."""
    question = _first_open(survey, state)
    if after is None:
        notes = _notes_before(survey, state, question)
    else:
        place = survey.position[question.name] if question else len(survey.questions)
        notes = tuple(
            note
            for note in _notes_between(survey, state, after, place)
            if note.name not in already_shown
        )
    if question is None:
        return Finish(notes, state.answers)
    problem = fault(question, state) if question.name in state.answers else None
    if problem:
        return AskAgain(as_asked(question, state.texts), notes, problem, state.answers)
    return _ask(state, question, notes)


def _ask(state: State, question: Question, notes: tuple[Question, ...]) -> Ask:
    asked, answers = as_asked(question, state.texts), state.answers
    if question.name in answers or not state.texts[question.name]:
        return Ask(asked, notes, answers)
    return Ask(asked, notes, answers, as_value(question, state.texts[question.name]))


def _first_open(survey: Survey, state: State) -> Question | None:
    """The first without an answer, or whose answer a later correction has made impossible."""
    for question in _askable(survey, state):
        if question.name not in state.answers or fault(question, state):
            return question
    return None


def _askable(survey: Survey, state: State) -> list[Question]:
    return [it for it in survey.askable if it.name in state.relevant]


def _askable_at(survey: Survey, state: State, at: str | None) -> Question | None:
    question = survey.by_name.get(at) if at else None
    return question if question and question.is_askable and at in state.relevant else None


def _notes_before(survey: Survey, state: State, question: Question | None) -> tuple[Question, ...]:
    """The notes between the question, or the end, and whatever is asked before it."""
    end = survey.position[question.name] if question else len(survey.questions)
    places = [survey.position[other.name] for other in _askable(survey, state)]
    return _notes_between(survey, state, max((it for it in places if it < end), default=-1), end)


def _notes_between(survey: Survey, state: State, after: int, before: int) -> tuple[Question, ...]:
    return tuple(
        question
        for question in survey.questions[after + 1 : before]
        if question.type == "note" and question.name in state.relevant
    )


def _is_offered(survey: Survey, name: str, text: str) -> bool:
    question = survey.by_name.get(name)
    return (
        question is None or not question.choices or set(text.split()) <= set(question.choice_names)
    )
