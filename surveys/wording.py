"""The author's words for one person: their language, with their answers filled in."""

import re
from collections.abc import Mapping

from surveys.answers import Answers, as_text
from surveys.survey import Choice, Labels, Question

PLACE = re.compile(r"\$\{([^}]+)\}")


def text(question: Question, language: str, answers: Answers) -> str:
    return _filled(_in_language(question.labels, language), answers)


def hint(question: Question, language: str, answers: Answers) -> str:
    """What helps to answer, the empty text where the author gave no hint."""
    return _filled(_in_language(question.hints, language), answers)


def heading(question: Question, language: str, answers: Answers) -> str:
    """The title of the group that begins here, the empty text where none does."""
    return _filled(_in_language(question.heading, language), answers)


def choice(option: Choice, language: str) -> str:
    return _in_language(option.labels, language)


def filled(labels: Labels, answers: Answers) -> Mapping[str, str]:
    """The texts of every language with the answers in their places."""
    return {language: _filled(label, answers) for language, label in labels.items()}


def _in_language(labels: Labels, language: str) -> str:
    """Where the language is not among them: the survey's own, which comes first."""
    return labels.get(language) or next(iter(labels.values()), "")


def _filled(label: str, answers: Answers) -> str:
    return PLACE.sub(lambda place: as_text(answers.get(place[1])), label)
