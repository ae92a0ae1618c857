"""An author's formula, compiled once to a closure over the answers."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from lark import (
    Lark,
    ParseTree,
    Tree,
    UnexpectedInput,
    UnexpectedToken,
)

from surveys.compiler import Closure, Comparison, Compiler, Fault, Texts
from surveys.xpath import boolean, string


@dataclass(frozen=True)
class Expression:
    """A formula that holds or not, or computes a text; equal to another of the same source."""

    source: str
    references: frozenset[str] = field(compare=False)
    evaluate: Closure = field(compare=False, repr=False)
    comparisons: frozenset[Comparison] = field(default=frozenset(), compare=False, repr=False)

    def holds(self, texts: Texts) -> bool:
        return boolean(self.evaluate(texts))

    def text(self, texts: Texts) -> str:
        """What the formula computes; NaN is no answer, as in ODK."""
        value = self.evaluate(texts)
        return "" if isinstance(value, float) and math.isnan(value) else string(value)


MAX_DEPTH = 100  # each level costs up to four frames of Python's thousand


def fixed(text: str) -> Expression:
    """What an author wrote as it stands, where a formula might have been."""
    return Expression(text, frozenset(), lambda _: text)


def all_of(conditions: Sequence[Expression]) -> Expression | None:
    """The condition of a question and those of the groups around it, as one; none without any."""
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    source = " and ".join(f"({it.source})" for it in conditions)
    references = frozenset[str]().union(*(it.references for it in conditions))
    return Expression(source, references, lambda texts: all(it.holds(texts) for it in conditions))


def compile_expression(
    source: str, itself: str, *, truth: bool, columns: Collection[str] | None = None
) -> Expression | tuple[Fault, ...]:
    """The formula of the question `itself`; `truth` where it must say yes or no.

    `columns` are those of its choices, where it filters them.
    """
    try:
        tree = PARSER.parse(source)
    except UnexpectedInput as error:
        return (_syntax_fault(source, error),)
    if _depth(tree) > MAX_DEPTH:
        message = f"La expresión «{source.strip()[:60]}…» es demasiado larga."
        return (Fault("expression-depth", message, "Repártala en varias filas calculate."),)
    compiler = Compiler(itself, columns)
    node = compiler.transform(tree)
    if truth:
        compiler.refuse_bare(node)
    if compiler.faults:
        return tuple(compiler.faults)
    return Expression(
        source.strip(),
        frozenset(compiler.references),
        node.evaluate,
        frozenset(compiler.comparisons),
    )


def _depth(tree: ParseTree) -> int:
    depths: dict[int, int] = {}
    for part in tree.iter_subtrees():  # children come before their parents
        below = (depths[id(child)] for child in part.children if isinstance(child, Tree))
        depths[id(part)] = 1 + max(below, default=0)
    return depths[id(tree)]


def _syntax_fault(source: str, error: UnexpectedInput) -> Fault:
    at_the_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    rest = "" if at_the_end else source[error.pos_in_stream :].strip()
    where = f"No se entiende desde «{rest[:30]}»" if rest else "Está incompleta"
    remedy = (
        "Para comparar escriba un solo signo: =."
        if "==" in source
        else "Revise comillas, paréntesis y signos; las preguntas se citan así: ${nombre}."
    )
    return Fault(
        "expression-syntax", f"La expresión «{source.strip()}» no es válida. {where}.", remedy
    )


PARSER = Lark(
    files("surveys").joinpath("expression.lark").read_text(encoding="utf-8"),
    parser="lalr",
    maybe_placeholders=True,
)
