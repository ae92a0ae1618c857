"""What an author wrote in one version of an XLSForm."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Literal

from surveys.answers import BEGAN
from surveys.compiler import OF_A_CHOICE
from surveys.expressions import Expression

QuestionType = Literal[
    "select_one",
    "select_multiple",
    "integer",
    "decimal",
    "range",
    "date",
    "time",
    "text",
    "acknowledge",
    "note",
    "calculate",
    "hidden",
]
NOT_ASKED = frozenset({"note", "calculate", "hidden"})

Labels = Mapping[str, str]
"""One text by language code; `${name}` in it stands for the answer to that question."""

SCALE = frozenset("12345")


def written(amount: Decimal) -> str:
    """The number as XForms writes it: no zeros at its end, no powers of ten, no minus zero."""
    return format(amount.normalize() + 0, "f")


@dataclass(frozen=True)
class Choice:
    """One of the answers offered under a question; a filter may ask for its further columns."""

    name: str
    labels: Labels = field(hash=False)
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)

    @cached_property
    def texts(self) -> dict[str, str]:
        """Its columns as a filter sees them."""
        own = {"name": self.name, **self.columns}
        return {OF_A_CHOICE + column: cell for column, cell in own.items()}


@dataclass(frozen=True)
class Range:
    """The numbers of a range question: from `start` to `end`, a `step` apart."""

    start: Decimal
    end: Decimal
    step: Decimal

    @cached_property
    def values(self) -> tuple[str, ...]:
        """All of them as XForms writes them, in the author's order, which may fall."""
        count = int(abs(self.end - self.start) / self.step)
        step = self.step if self.end >= self.start else -self.step
        return tuple(written(self.start + place * step) for place in range(count + 1))

    def __contains__(self, value: str) -> bool:
        return value in self.values


@dataclass(frozen=True)
class Question:
    """One row of the sheet `survey`: something asked, told (note) or computed (calculate)."""

    name: str
    type: QuestionType
    labels: Labels = field(default_factory=dict, hash=False)
    hints: Labels = field(default_factory=dict, hash=False)
    required: Expression | None = None
    required_message: Labels = field(default_factory=dict, hash=False)
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Labels = field(default_factory=dict, hash=False)
    calculation: Expression | None = None
    default: Expression | None = None
    choices: tuple[Choice, ...] = ()
    choice_filter: Expression | None = None
    row: int = 0
    groups: tuple[str, ...] = ()  # around it, the outermost first
    appearance: frozenset[str] = frozenset()  # the words of that column
    range: Range | None = None
    heading: Labels = field(default_factory=dict, hash=False)  # of a group that begins here
    image: Labels = field(default_factory=dict, hash=False)  # a file's name by language

    @property
    def is_askable(self) -> bool:
        return self.type not in NOT_ASKED

    @cached_property
    def is_scale(self) -> bool:
        """A satisfaction scale: its whole-number choices are 1 to 5, others stand outside it."""
        numbered = {choice.name for choice in self.choices if choice.name.lstrip("-").isdigit()}
        return self.type == "select_one" and numbered == SCALE

    @cached_property
    def choice_names(self) -> tuple[str, ...]:
        return tuple(choice.name for choice in self.choices)

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The choice behind each number a person may type: its name where names are numbers."""
        numbered = [name for name in self.choice_names if name.isdecimal()]
        if numbered:
            return {name: name for name in numbered}
        return {str(place): name for place, name in enumerate(self.choice_names, start=1)}

    @property
    def depends_on(self) -> frozenset[str]:
        """The questions whose answers decide whether this one is asked, or what it computes."""
        expressions = (self.relevant, self.calculation, self.choice_filter)
        return frozenset[str]().union(*(it.references for it in expressions if it)) - {BEGAN}

    @property
    def reads_clock(self) -> bool:
        """Whether it has to know the day: a formula asks for it, or a person may type «hoy»."""
        formulas = (
            *(self.relevant, self.calculation, self.choice_filter),
            *(self.required, self.constraint, self.default),
        )
        return self.type == "date" or any(BEGAN in it.references for it in formulas if it)


@dataclass(frozen=True)
class Survey:
    """A questionnaire in one frozen version, shared by all its interviews."""

    form_id: str
    version: str
    title: str
    default_language: str
    languages: tuple[str, ...]
    questions: tuple[Question, ...] = field(hash=False)

    def question(self, name: str) -> Question:
        """The question of that name; raises KeyError where the survey has none."""
        return self.by_name[name]

    @cached_property
    def headline(self) -> Question:
        """The overall satisfaction: the first question on a scale of 1 to 5."""
        return next(question for question in self.questions if question.is_scale)

    @cached_property
    def askable(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.is_askable)

    @cached_property
    def reads_clock(self) -> bool:
        return any(question.reads_clock for question in self.questions)

    @cached_property
    def by_name(self) -> Mapping[str, Question]:
        return {question.name: question for question in self.questions}

    @cached_property
    def position(self) -> Mapping[str, int]:
        return {question.name: index for index, question in enumerate(self.questions)}

    @cached_property
    def in_order_of_need(self) -> tuple[Question, ...]:
        """Each question after those it depends on; raises graphlib.CycleError on a circle."""
        needs = {question.name: sorted(question.depends_on) for question in self.questions}
        return tuple(self.by_name[name] for name in TopologicalSorter(needs).static_order())
