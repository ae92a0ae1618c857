"""Our engine as the other one is seen: a step in, all that a person could see out."""

from collections.abc import Mapping
from typing import Any

from surveys import (
    AskAgain,
    Chosen,
    Problem,
    Question,
    Reply,
    Skipped,
    Survey,
    Typed,
    begin,
    read,
    take,
    wording,
)
from surveys.state import State, as_asked, fault, settle
from tests.conformance.steps import Answered, Step, Switched

Seen = Mapping[str, Mapping[str, Any]]
"""What a person could see of each relevant question, by its name."""

STEP = ""
"""No question has this name: under it stands what became of the step itself."""


class Ours:
    """One person; like theirs, it shows the state with a refused answer and then puts it back."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.language = survey.default_language
        self.answers = begin(survey).answers

    def start(self) -> Seen:
        return self._seen(settle(self.survey, self.answers))

    def go(self, step: Step) -> Seen:
        match step:
            case Switched(language):
                self.language = language
                return self.start()
            case Answered(name, value):
                return self._answer(self.survey.question(name), value)

    def _answer(self, question: Question, text: str) -> Seen:
        offered = as_asked(question, settle(self.survey, self.answers).texts)
        reply = _reply(offered, text)
        value = read(offered, reply, self.language)
        assert not isinstance(value, Problem), (question.name, text, value)
        tried = settle(self.survey, {**self.answers, question.name: value})
        turn = take(self.survey, self.answers, question.name, reply, self.language)
        refused = isinstance(turn, AskAgain) and turn.question.name == question.name
        self.answers = turn.answers
        return {STEP: {"refused": refused}, **self._seen(tried)}

    def _seen(self, state: State) -> Seen:
        relevant = (it for it in self.survey.questions if it.name in state.relevant)
        return {it.name: self._question(it, state) for it in relevant}

    def _question(self, question: Question, state: State) -> Mapping[str, Any]:
        problem = fault(question, state) if question.is_askable else None
        offered = as_asked(question, state.texts).choices
        return {
            "value": state.texts[question.name],
            "required": bool(question.required and question.required.holds(state.texts)),
            "label": wording.text(question, self.language, state.texts),
            "hint": wording.hint(question, self.language, state.texts),
            "choices": [[it.name, wording.choice(it, self.language)] for it in offered],
            "fault": problem.code if problem else "",
            "message": self._message(question, problem),
        }

    def _message(self, question: Question, problem: Problem | None) -> str:
        """The author's words only: each engine has its own where there are none."""
        if problem is None:
            return ""
        own = (
            question.required_message
            if problem.code == "required"
            else question.constraint_message
        )
        return problem.say(self.language) if own else ""


def _reply(question: Question, text: str) -> Reply:
    if not text:
        return Skipped()
    return Chosen(tuple(text.split())) if question.choices else Typed(text)
