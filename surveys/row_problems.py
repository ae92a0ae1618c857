"""What we refuse in one row of the sheet `survey`."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from surveys.columns import parts
from surveys.defaults import default_trouble
from surveys.expressions import Expression
from surveys.form import REFERENCE, Form, has_other, list_of
from surveys.form_problem import FormProblem
from surveys.formulas import compile_formula
from surveys.kinds import (
    APPEARANCES,
    BEGIN,
    CELLS,
    END,
    METADATA,
    READONLY,
    SELECTS,
    TYPES,
    kind_of,
)
from surveys.parameters import parameter_trouble
from surveys.sheets import Row

FORMULAS = ("relevant", "required", "constraint", "calculation", "choice_filter")
YES_OR_NO = re.compile(r"yes|no|true|false", re.IGNORECASE)
YES = re.compile(r"yes|true", re.IGNORECASE)
LONE_WORD = re.compile(r"\w+")
RELATIONS = frozenset({"<", "<=", ">", ">="})


def row_problems(row: Row, form: Form) -> Iterator[FormProblem]:
    kind = kind_of(row.get("type"))
    if kind in METADATA and row.get("type") == kind:
        return
    if not _is_available(row, kind):
        message = f"El tipo «{row.get('type')}» no está disponible."
        remedy = f"Use uno de estos: {', '.join((*TYPES, BEGIN, END))}."
        yield _at(row, "type", "unsupported-type", message, remedy)
        return
    if kind in SELECTS:
        yield from _list_problems(row, form)
    yield from _missing_cells(row, kind)
    yield from _misplaced_cells(row, kind)
    yield from _appearance_problems(row, kind)
    yield from _references(row, form)
    for column in ("required", "readonly"):
        yield from _yes_or_no(row, column)
    for column in FORMULAS:
        if column != "required" or not LONE_WORD.fullmatch(row.get("required")):
            yield from _formula_problems(row, column, form)
    for column, trouble in (
        ("default", default_trouble(row, kind, form)),
        ("parameters", parameter_trouble(row.get("parameters")) if kind == "range" else None),
    ):
        if trouble:
            yield _at(row, column, *trouble)


def _is_available(row: Row, kind: str) -> bool:
    words = row.get("type").split()
    if kind in SELECTS:
        return len(words) <= 2 or has_other(row)
    return kind in CELLS and (len(words) == 1 or "_".join(words) == kind)


def _list_problems(row: Row, form: Form) -> Iterator[FormProblem]:
    name = list_of(row)
    if name not in form.lists:
        message = f"La lista «{name}» no está en la hoja choices."
        remedy = "Escriba el tipo y una lista existente, por ejemplo: select_one nivel."
        yield _at(row, "type", "missing-list", message, remedy)
    elif has_other(row):
        sharing = [it for it in form.survey.rows if list_of(it) == name and not has_other(it)]
        if row.get("choice_filter") or sharing:
            message = f"La lista «{name}» no puede llevar or_other y servir también sin él."
            remedy = "Haga otra lista, o añada la opción y una pregunta de texto."
            yield _at(row, "type", "shared-other", message, remedy)


def _missing_cells(row: Row, kind: str) -> Iterator[FormProblem]:
    has_label = any(parts(column)[0] == "label" for column in row.cells)
    if kind not in {"calculate", "hidden", BEGIN, END} and not has_label:
        remedy = "Escriba el texto de la pregunta o de la nota."
        yield _at(row, "label", "missing-label", "Falta el texto.", remedy)
    if kind == "calculate" and not row.get("calculation"):
        yield _at(row, "calculation", "missing-calculation", "Falta la fórmula.", "Escríbala.")


def _misplaced_cells(row: Row, kind: str) -> Iterator[FormProblem]:
    """What another program would obey, and a chat, which only shows or computes, would not."""
    is_shown = YES.fullmatch(row.get("readonly")) and "readonly" in CELLS[kind]
    allowed = READONLY | {"appearance", "parameters"} if is_shown else CELLS[kind]
    for column in row.cells:
        base = parts(column)[0]
        if base not in allowed and base in _KNOWN:
            message = f"Una fila «{kind}» no puede llevar «{base}»."
            if is_shown:
                message = f"Una fila que solo se muestra (readonly) no puede llevar «{base}»."
            yield _at(row, column, "misplaced-cell", message, "Vacíe esa celda.")


_KNOWN = frozenset[str]().union(*CELLS.values(), READONLY)


def _appearance_problems(row: Row, kind: str) -> Iterator[FormProblem]:
    accepted = APPEARANCES.get(kind, ())
    for word in row.get("appearance").split():
        if word not in accepted:
            message = f"La apariencia «{word}» no está disponible en «{kind}»."
            remedy = f"Use: {', '.join(accepted)}." if accepted else "Vacíe esa celda."
            yield _at(row, "appearance", "unsupported-appearance", message, remedy)


def _references(row: Row, form: Form) -> Iterator[FormProblem]:
    for column, cell in row.cells.items():
        for name in REFERENCE.findall(cell):
            if name not in form.rows:
                message = f"No existe una pregunta «{name}» a la que referirse."
                remedy = "Revise el nombre que va dentro de ${…}."
                yield _at(row, column, "unknown-reference", message, remedy)
            elif column != "calculation" and form.is_asked_after(name, row):
                message = f"«{name}» se pregunta después, y aquí estaría siempre vacía."
                remedy = "Mueva esta fila más abajo."
                yield _at(row, column, "forward-reference", message, remedy)


def _yes_or_no(row: Row, column: str) -> Iterator[FormProblem]:
    source = row.get(column)
    may_be_formula = column == "required" and not LONE_WORD.fullmatch(source)
    if source and not may_be_formula and not YES_OR_NO.fullmatch(source):
        message = f"«{source}» no dice ni sí ni no."
        or_formula = ", o una condición" if column == "required" else ""
        remedy = f"Escriba yes o no{or_formula}."
        yield _at(row, column, f"{column}-value", message, remedy)


def _formula_problems(row: Row, column: str, form: Form) -> Iterator[FormProblem]:
    source = row.get(column)
    if not source:
        return
    columns = form.columns if column == "choice_filter" else None
    compiled = compile_formula(source, row.get("name"), row.number, column, columns)
    if not isinstance(compiled, Expression):
        yield from compiled
        return
    for it in sorted(compiled.comparisons, key=str):
        kind, offered = form.kind(it.question), form.names_offered(it.question)
        if offered is not None and it.sign not in RELATIONS:
            if it.value and not _is_offered(it.value, offered, is_figure=it.is_figure):
                yield _at(row, column, *_no_such_choice(it.question, it.value, offered))
        elif kind in {"date", "time"} and it.sign in RELATIONS:
            yield _at(row, column, *_NOT_COMPARABLE[kind])


def _is_offered(value: str, offered: Sequence[str], *, is_figure: bool) -> bool:
    if is_figure:
        return any(name.isdecimal() and float(name) == float(value) for name in offered)
    return value in offered


def _no_such_choice(question: str, value: str, offered: Sequence[str]) -> tuple[str, str, str]:
    near = get_close_matches(value, offered, n=1)
    remedy = f"¿Quiso escribir «{near[0]}»?" if near else f"Use: {', '.join(offered[:10])}."
    return "unknown-choice", f"La pregunta «{question}» no tiene una opción «{value}».", remedy


_NOT_COMPARABLE = {
    "date": (
        "date-literal",
        "Una fecha entre comillas no se compara igual en todos los programas.",
        "Escriba, por ejemplo: ${fecha} < date('2026-12-01').",
    ),
    "time": (
        "time-comparison",
        "Las horas no se comparan en una fórmula.",
        "Quite la comparación, o pregunte por franjas con un select_one.",
    ),
}


def _at(row: Row, column: str, code: str, message: str, remedy: str) -> FormProblem:
    return FormProblem(code, "survey", row.number, column, message, remedy)
