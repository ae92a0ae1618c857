"""A definition file read strictly: each table becomes a frozen dataclass, or reading stops."""

from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Definition = TypeVar("Definition")


class PlanError(Exception):
    """A file of the plan that is not written as expected: which, where and why."""


def read(definition: type[Definition], table: Any, where: str) -> Definition:
    """The dataclass *definition* with the table's entries; *where* opens every complaint.

    Raises:
        PlanError: an entry is unknown, missing, empty or of another type.
    """
    if not isinstance(table, dict):
        raise PlanError(f"{where}: expected a table, found {table!r}")
    known = {field.name: field.default is MISSING for field in fields(definition)}  # type: ignore[arg-type]  # every caller passes a dataclass
    if unknown := sorted(table.keys() - known.keys()):
        raise PlanError(f"{where}: unknown entries {unknown}; known are {sorted(known)}")
    if missing := sorted(name for name, needed in known.items() if needed and name not in table):
        raise PlanError(f"{where}: missing entries {missing}")
    types = get_type_hints(definition)
    return definition(
        **{name: _value(types[name], found, f"{where}: {name}") for name, found in table.items()}
    )


def _value(expected: Any, found: Any, where: str) -> Any:
    if is_dataclass(expected):
        return read(expected, found, where)  # type: ignore[arg-type]  # a class, never an instance
    if get_origin(expected) is tuple:
        if not isinstance(found, list):
            raise PlanError(f"{where}: expected a list, found {found!r}")
        item = get_args(expected)[0]
        return tuple(_value(item, each, f"{where} {n}") for n, each in enumerate(found, 1))
    if get_origin(expected) is UnionType:  # X | None: an entry that is written is an X
        expected = get_args(expected)[0]
    if not isinstance(found, str) or not found:
        raise PlanError(f"{where}: expected words, found {found!r}")
    try:
        return expected(found)  # a text, or the member of an enumeration
    except ValueError as fault:
        raise PlanError(
            f"{where}: {fault}; known are {[str(each) for each in expected]}"
        ) from None
