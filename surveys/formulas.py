"""The formulas of one row, compiled, with each refusal in its cell."""

from collections.abc import Collection

from surveys.expressions import Expression, compile_expression
from surveys.form_problem import FormProblem

STRAIGHT = str.maketrans(  # pyxform straightens curly quotes as well
    {"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'"}
)


COMPUTED = frozenset({"calculation", "default"})  # the others say yes or no


def compile_formula(
    source: str, name: str, row: int, column: str, columns: Collection[str] | None = None
) -> Expression | list[FormProblem]:
    """`columns` are those of the choices, for a choice_filter."""
    compiled = compile_expression(
        source.translate(STRAIGHT), itself=name, truth=column not in COMPUTED, columns=columns
    )
    if isinstance(compiled, Expression):
        return compiled
    return [
        FormProblem(fault.code, "survey", row, column, fault.message, fault.remedy)
        for fault in compiled
    ]
