"""The language of asking: reads XLSForm, conducts an interview. Pure, and knows nobody's name."""

from surveys.answers import Answers, Value, as_text, restore
from surveys.form_problem import FormProblem
from surveys.interview import (
    Ask,
    AskAgain,
    Finish,
    Progress,
    Turn,
    at_hand,
    back,
    began,
    begin,
    current,
    progress,
    relevant_answers,
    take,
)
from surveys.problems import Problem
from surveys.reply import Chosen, Reply, Skipped, Typed, Unreadable, read
from surveys.state import as_value
from surveys.survey import Choice, Question, Range, Survey
from surveys.xlsform import load

__all__ = [
    "Answers",
    "Ask",
    "AskAgain",
    "Choice",
    "Chosen",
    "Finish",
    "FormProblem",
    "Problem",
    "Progress",
    "Question",
    "Range",
    "Reply",
    "Skipped",
    "Survey",
    "Turn",
    "Typed",
    "Unreadable",
    "Value",
    "as_text",
    "as_value",
    "at_hand",
    "back",
    "began",
    "begin",
    "current",
    "load",
    "progress",
    "read",
    "relevant_answers",
    "restore",
    "take",
]
