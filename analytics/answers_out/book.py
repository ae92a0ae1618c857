"""What goes out of one form: its columns over all versions, and the tables made of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from analytics.answers_out.cell import Cell
from analytics.answers_out.column import Column, columns_of
from analytics.answers_out.system_columns import SYSTEM
from analytics.answers_out.variable import Variable, variables_of
from db.submissions import Submission
from surveys import Survey

Row = Sequence[Cell]
CODEBOOK = "libro-de-codigos"


@dataclass(frozen=True)
class Table:
    """A row a submission; `name` is that of its sheet, or part of its file's."""

    name: str
    header: Row
    row: Callable[[Submission], Row]


@dataclass(frozen=True)
class Book:
    """All versions of a form that go out, the oldest first."""

    surveys: Sequence[Survey]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return (*columns_of(self.surveys), *SYSTEM)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(it for survey in self.surveys for it in survey.languages))

    @property
    def default_language(self) -> str:
        return self.surveys[-1].default_language

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        return variables_of(self.columns)

    def tables(self) -> list[Table]:
        """The answers as they are coded, and once more in the words of each language."""
        headers = [it.header for it in self.columns]
        coded = Table("respuestas", headers, lambda it: [own.read(it) for own in self.columns])
        return [coded, *map(self._in_words, self.languages)]

    def _in_words(self, language: str) -> Table:
        header = [it.label(language) for it in self.columns]
        return Table(f"etiquetas-{language}", header, partial(self._said, language))

    def _said(self, language: str, submission: Submission) -> Row:
        return [it.said(submission, language) for it in self.columns]

    def codebook(self) -> Iterator[Row]:
        """Each column, and under it each of its choices, with its code and missing in SPSS."""
        yield (
            *("columna", "opcion", "tipo", "versiones", "spss", "codigo_spss", "perdido_spss"),
            *(f"etiqueta ({language})" for language in self.languages),
        )
        for it in self.variables:
            column = it.column
            labels = [column.label(language) for language in self.languages]
            yield (column.header, None, column.type, " ".join(column.versions), it.name, None,
                   None, *labels)  # fmt: skip
            for name in column.choices:
                code = it.codes.get(name)
                missing = "sí" if code in it.missing else None
                words = [column.choice(name, language) for language in self.languages]
                yield (column.header, name, None, None, it.name, code, missing, *words)
