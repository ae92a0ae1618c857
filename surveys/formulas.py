"""The formulas of one row, compiled, with each refusal in its cell."""

from surveys.expressions import Expression, compile_expression
from surveys.form_problem import FormProblem

STRAIGHT = str.maketrans(  # pyxform straightens curly quotes as well
    {"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'"}
)


def compile_formula(
    source: str, name: str, row: int, column: str
) -> Expression | list[FormProblem]:
    compiled = compile_expression(
        source.translate(STRAIGHT), itself=name, truth=column != "calculation"
    )
    if isinstance(compiled, Expression):
        return compiled
    return [
        FormProblem(fault.code, "survey", row, column, fault.message, fault.remedy)
        for fault in compiled
    ]
