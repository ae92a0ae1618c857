"""The groups of a form: each one closed, and none of them closed twice."""

from collections.abc import Iterator, Sequence

from surveys.form_problem import FormProblem
from surveys.kinds import BEGIN, END, kind_of
from surveys.sheets import Row


def group_problems(rows: Sequence[Row]) -> Iterator[FormProblem]:
    open_ones: list[Row] = []
    for row in rows:
        kind = kind_of(row.get("type"))
        if kind == BEGIN:
            open_ones.append(row)
        elif kind == END:
            if open_ones:
                open_ones.pop()
            else:
                message = "Este end_group no cierra ningún grupo."
                yield _at(row, "unopened-group", message, "Bórrelo, o añada su begin_group.")
    for row in open_ones:
        message = f"El grupo «{row.get('name')}» no se cierra."
        yield _at(row, "unclosed-group", message, "Añada una fila end_group donde termina.")


def _at(row: Row, code: str, message: str, remedy: str) -> FormProblem:
    return FormProblem(code, "survey", row.number, "type", message, remedy)
