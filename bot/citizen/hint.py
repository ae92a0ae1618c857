"""The author's hint: a short one stands under its question, a long one comes on request."""

from surveys import Question, wording

_BRIEF = 80  # letters that are read at a glance


def is_long(question: Question, language: str) -> bool:
    return len(wording.hint(question, language, {})) > _BRIEF
