"""What an author may put in the cell `default`."""

from surveys.dates import day, hour
from surveys.expressions import Expression
from surveys.form import REFERENCE, Form
from surveys.formulas import compile_formula
from surveys.numbers import as_written, in_range, whole
from surveys.parameters import parameter_trouble, range_of
from surveys.sheets import Row

Trouble = tuple[str, str, str]
"""A code, a message and a remedy."""


def default_trouble(row: Row, kind: str, form: Form) -> Trouble | None:
    text = row.get("default")
    if not text:
        return None
    if REFERENCE.search(text):
        return (
            "default-reference",
            "Un valor inicial no puede depender de una respuesta.",
            "Use una fila calculate, o escriba un valor fijo.",
        )
    if text.endswith(")"):
        compiled = compile_formula(text, row.get("name"), row.number, "default")
        if isinstance(compiled, Expression):
            return None
        return compiled[0].code, compiled[0].message, compiled[0].remedy
    if _fits(text, row, kind, form):
        return None
    return (
        "bad-default",
        f"«{text}» no puede ser una respuesta a esta pregunta.",
        "Escriba un valor que la pregunta admita, o vacíe la celda.",
    )


def _fits(text: str, row: Row, kind: str, form: Form) -> bool:
    """Whether it is an answer, written as XForms writes it."""
    offered = form.names_offered(row.get("name"))
    if offered is not None:
        names = text.split()
        return set(names) <= set(offered) and (kind == "select_multiple" or len(names) == 1)
    limits = row.get("parameters")
    understood: object = text
    match kind:
        case "integer":
            understood = str(whole(text))
        case "decimal":
            understood = as_written(text)
        case "range" if not parameter_trouble(limits):
            understood = in_range(text, range_of(limits))
        case "date":
            understood = day(text, "")
        case "time":
            understood = hour(text)
        case _:
            pass
    return understood == text
