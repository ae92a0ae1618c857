"""What one row of a form has to know of the others."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from surveys.kinds import ASKED, METADATA, OR_OTHER, SELECTS, kind_of
from surveys.sheets import Row, Sheet

REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")


class Form:
    """The rows of both sheets, found by their names."""

    def __init__(self, survey: Sheet, choices: Sheet) -> None:
        self.survey = survey
        self.columns = {it for it in choices.header if "::" not in it} - {"list_name", "label"}
        self.lists: dict[str, list[Row]] = {}
        for row in choices.rows:
            self.lists.setdefault(row.get("list_name"), []).append(row)

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Those that hold an answer or a value, so that others may refer to them."""
        named = {
            row.get("name"): row
            for row in self.survey.rows
            if kind_of(row.get("type")) not in METADATA and not self._is_group(row)
        }
        others = {f"{name}_other": row for name, row in named.items() if has_other(row)}
        return {**others, **named}

    def kind(self, name: str) -> str:
        """The type of the question of that name; what somebody adds to a list is text."""
        row = self.rows.get(name)
        if row is None:
            return ""
        return kind_of(row.get("type")) if row.get("name") == name else "text"

    def is_asked_after(self, name: str, row: Row) -> bool:
        other = self.rows.get(name)
        return other is not None and other.number > row.number and self.kind(name) in ASKED

    def names_offered(self, name: str) -> Sequence[str] | None:
        """The names of the choices under a question; none where it is no select."""
        if self.kind(name) not in SELECTS:
            return None
        row = self.rows[name]
        listed = [it.get("name") for it in self.lists.get(list_of(row), ())]
        return [*listed, "other"] if has_other(row) else listed

    @staticmethod
    def _is_group(row: Row) -> bool:
        return kind_of(row.get("type")) in {"begin_group", "end_group"}


def list_of(row: Row) -> str:
    """The list that a select names in its type."""
    return " ".join(row.get("type").split()[1:2])


def has_other(row: Row) -> bool:
    """Whether a person may write what the list does not have."""
    return row.get("type").split()[2:] == [OR_OTHER]
