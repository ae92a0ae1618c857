"""What a person has said so far, as plain values that any store can keep."""

from collections.abc import Mapping, Sequence

Value = str | int | tuple[str, ...]
"""A text, the name of a choice, or a decimal, date or time as XForms writes it; a whole number;
the names of several choices, in form order."""

Answers = Mapping[str, Value | None]
"""By question name: a value, None where the person skipped, no entry where we have not asked."""

BEGAN = "now()"
"""Beside them, where the form asks the clock: when the interview began."""


def restore(stored: Mapping[str, str | int | Sequence[str] | None]) -> Answers:
    """The answers back from JSON, which knows lists but no tuples."""
    return {
        name: value if value is None or isinstance(value, str | int) else tuple(value)
        for name, value in stored.items()
    }


def as_text(value: Value | None) -> str:
    """The value as XLSForm keeps it: names parted by spaces, nothing for no answer."""
    match value:
        case None:
            return ""
        case str():
            return value
        case int():
            return str(value)
        case _:
            return " ".join(value)
