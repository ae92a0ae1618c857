"""Columns: each question under the header that KoboToolbox and ODK would give it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Literal

from analytics.answers_out.cell import Cell, number
from db.submissions import Submission
from surveys import Question, Survey, Value, as_text

Kind = Literal["text", "number", "date", "moment", "choice", "choices", "mark"]
Labels = Mapping[str, str]

_KINDS: Mapping[str, Kind] = {
    "integer": "number",
    "decimal": "number",
    "range": "number",
    "date": "date",
    "select_one": "choice",
    "select_multiple": "choices",
}  # all others are text
_YES_NO: Mapping[str, Labels] = {
    "0": {"es": "No", "en": "No"},
    "1": {"es": "Sí", "en": "Yes"},
}


@dataclass(frozen=True)
class Column:
    """One column of what goes out, over all versions of a form that had it."""

    header: str
    kind: Kind
    type: str  # as the author wrote it
    labels: Labels
    read: Callable[[Submission], Cell]
    choices: Mapping[str, Labels] = field(default_factory=dict)
    versions: tuple[str, ...] = ()
    is_scale: bool = False

    def label(self, language: str) -> str:
        return self.labels.get(language) or self.header

    def choice(self, name: str, language: str) -> str:
        return self.choices.get(name, {}).get(language) or name

    def said(self, submission: Submission, language: str) -> Cell:
        """The value in words of that language, where it has words."""
        value = self.read(submission)
        if value is None or self.kind not in {"choice", "choices", "mark"}:
            return value
        names = str(value).split() if self.kind == "choices" else [str(value)]
        return "; ".join(self.choice(name, language) for name in names)


def columns_of(surveys: Sequence[Survey]) -> Iterator[Column]:
    """Those of all versions, given the oldest first: what a later one adds comes after.

    So neither a column nor a code moves when a version is published; the words are the latest.
    """
    versions: dict[str, list[tuple[str, Question]]] = {}
    for survey in surveys:
        for question in survey.questions:
            if question.type != "note":
                versions.setdefault(question.name, []).append((survey.version, question))
    for written_in in versions.values():
        whole = _whole(written_in)
        yield whole
        if whole.kind == "choices":
            yield from _marks(whole, written_in[-1][1].name)


def _whole(written_in: Sequence[tuple[str, Question]]) -> Column:
    """The question over its versions; where they differ in what it is, it is text."""
    latest = written_in[-1][1]
    kinds = {_KINDS.get(question.type, "text") for _, question in written_in}
    kind: Kind = kinds.pop() if len(kinds) == 1 else "text"
    choices: dict[str, Labels] = {}
    for _, question in written_in:
        choices |= {choice.name: choice.labels for choice in question.choices}
    return Column(
        "/".join([*latest.groups, latest.name]),
        kind,
        latest.type,
        latest.labels,
        partial(_answer, latest.name, kind),
        choices if kind in {"choice", "choices"} else {},
        tuple(version for version, _ in written_in),
        kind == "choice" and latest.is_scale,
    )


def _marks(whole: Column, name: str) -> Iterator[Column]:
    """A column a choice: 1 where it was marked, 0 where others were, blank without an answer."""
    for choice in whole.choices:
        both = {it: f"{whole.label(it)} :: {whole.choice(choice, it)}" for it in whole.labels}
        yield replace(
            whole,
            header=f"{whole.header}/{choice}",
            kind="mark",
            labels=both,
            read=partial(_mark, name, choice),
            choices=_YES_NO,
        )


def _answer(name: str, kind: Kind, submission: Submission) -> Cell:
    text = as_text(submission.answers.get(name))
    if not text:
        return None
    match kind:
        case "number":
            return number(text)
        case "date":
            return date.fromisoformat(text)
        case _:
            return text


def _mark(name: str, choice: str, submission: Submission) -> Cell:
    value: Value | None = submission.answers.get(name)
    return int(choice in as_text(value).split()) if value else None
