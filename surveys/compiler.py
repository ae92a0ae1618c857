"""From the parse tree of a formula to closures, with all that its author must be told."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from lark import Token, Transformer, v_args

from surveys.answers import BEGAN
from surveys.functions import FUNCTIONS
from surveys.patterns import trouble
from surveys.xpath import COMPARISONS, XPathValue, boolean, calculate, number

Texts = Mapping[str, str]
"""Every question's answer as text; the empty text where there is none, or it does not count."""

Closure = Callable[[Texts], XPathValue]


@dataclass(frozen=True)
class Fault:
    """Why a formula was refused, and how to repair it."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Node:
    """A compiled part, and what its author must be told about it."""

    evaluate: Closure
    literal: str | None = None  # the text between its quotes, where it is just that
    figure: str | None = None  # the number, where it is just that
    bare: str | None = None  # the name, where it is just a reference
    cell: str | None = None  # what a filter finds it by, where it is just a column
    is_truth: bool = False  # it says yes or no


TRUTHS = frozenset(
    {
        "boolean",
        "contains",
        "ends-with",
        "false",
        "not",
        "regex",
        "selected",
        "starts-with",
        "true",
    }
)
NOTHING = Node(lambda _: "")  # in place of what was refused
OF_A_CHOICE = "@"  # before the name of a column, among the texts that a filter sees


@dataclass(frozen=True)
class Comparison:
    """A question held against something fixed, for whoever knows what it can be."""

    question: str
    sign: str  # of a comparison, or "selected"
    value: str
    is_figure: bool


@v_args(inline=True)
class Compiler(Transformer[Token, Node]):
    """Turns the parse tree into closures, and gathers what must be refused on the way."""

    def __init__(self, itself: str, columns: Collection[str] | None) -> None:
        """`columns` are those of the choices, where the formula is a filter of them."""
        super().__init__()
        self.itself = itself
        self.columns = columns
        self.references: set[str] = set()
        self.comparisons: set[Comparison] = set()
        self.faults: list[Fault] = []

    def number(self, token: Token) -> Node:
        value = float(token)
        return Node(lambda _: value, figure=str(token))

    def literal(self, token: Token) -> Node:
        value = str(token)[1:-1]
        return Node(lambda _: value, literal=value)

    def reference(self, token: Token) -> Node:
        return self._read(token.strip("${} ").rpartition("/")[2])

    def itself_(self, _: Token) -> Node:
        if self.columns is not None:
            self._refuse(
                "self-in-filter",
                "El punto no se puede usar para filtrar opciones.",
                "Compare una columna de la hoja choices, por ejemplo: region = ${region}.",
            )
        return self._read(self.itself)

    def column(self, token: Token) -> Node:
        name = str(token)
        if self.columns is None:
            self._refuse(
                "expression-syntax",
                f"No se entiende «{name}».",
                f"Un texto va entre comillas; una pregunta se cita así: ${{{name}}}.",
            )
        elif name not in self.columns:
            self._refuse(
                "unknown-column",
                f"La hoja choices no tiene una columna «{name}».",
                f"Use una de estas: {', '.join(sorted(self.columns))}.",
            )
        cell = OF_A_CHOICE + name
        return Node(lambda texts: texts.get(cell, ""), cell=cell)

    def _read(self, name: str) -> Node:
        self.references.add(name)
        return Node(lambda texts: texts[name], bare=name)

    def comparison(self, left: Node, sign: Token, right: Node) -> Node:
        """As in XPath, nothing holds of an empty cell of a choice: no =, and no != either."""
        if left.is_truth or right.is_truth:
            self.refuse_bare(left, right)
        self._compared(left, str(sign), right)
        self._compared(right, str(sign), left)
        a, b, holds = left.evaluate, right.evaluate, COMPARISONS[sign]
        cells = {node.cell for node in (left, right) if node.cell}
        if cells:
            return Node(
                lambda texts: cells <= texts.keys() and holds(a(texts), b(texts)), is_truth=True
            )
        return Node(lambda texts: holds(a(texts), b(texts)), is_truth=True)

    def arithmetic(self, left: Node, sign: Token, right: Node) -> Node:
        a, b, operation = left.evaluate, right.evaluate, str(sign)
        return Node(lambda texts: calculate(a(texts), operation, b(texts)))

    def negative(self, part: Node) -> Node:
        return Node(lambda texts: -number(part.evaluate(texts)))

    def or_(self, left: Node, right: Node) -> Node:
        self.refuse_bare(left, right)
        a, b = left.evaluate, right.evaluate
        return Node(lambda texts: boolean(a(texts)) or boolean(b(texts)), is_truth=True)

    def and_(self, left: Node, right: Node) -> Node:
        self.refuse_bare(left, right)
        a, b = left.evaluate, right.evaluate
        return Node(lambda texts: boolean(a(texts)) and boolean(b(texts)), is_truth=True)

    def call(self, name: Token, *given: Node | None) -> Node:
        """Lark hands in None for an empty pair of parentheses."""
        arguments = [node for node in given if node is not None]
        if special := SPECIAL.get(name):
            return special(self, arguments)
        function = FUNCTIONS.get(name)
        if function is None:
            self._refuse(
                "unknown-function",
                f"La función «{name}» no está disponible.",
                f"Use solo: {', '.join(sorted({*SPECIAL, *FUNCTIONS}))}.",
            )
            return NOTHING
        if not function.at_least <= len(arguments) <= function.at_most:
            return self._refuse_arity(name, len(arguments))
        self._check_arguments(name, arguments)
        compute, parts = function.compute, [node.evaluate for node in arguments]
        return Node(
            lambda texts: compute(*(part(texts) for part in parts)), is_truth=name in TRUTHS
        )

    def _check_arguments(self, name: str, arguments: list[Node]) -> None:
        match name:
            case "not" | "boolean":
                self.refuse_bare(*arguments)
            case "regex":
                self._check_pattern(arguments[1])
            case "format-date":
                self._check_format(arguments[1])
            case "selected":
                self._compared(arguments[0], name, arguments[1])
            case _:
                pass

    def _compared(self, read: Node, sign: str, fixed: Node) -> None:
        value = fixed.figure if fixed.literal is None else fixed.literal
        if read.bare and value is not None:
            self.comparisons.add(Comparison(read.bare, sign, value, fixed.literal is None))

    def today(self, arguments: list[Node]) -> Node:
        if arguments:
            return self._refuse_arity("today", len(arguments))
        self.references.add(BEGAN)
        return Node(lambda texts: texts.get(BEGAN, "")[:10])

    def now(self, arguments: list[Node]) -> Node:
        if arguments:
            return self._refuse_arity("now", len(arguments))
        self.references.add(BEGAN)
        return Node(lambda texts: texts.get(BEGAN, ""))

    def once(self, arguments: list[Node]) -> Node:
        """What the question holds already, else the value: it is computed a single time."""
        if len(arguments) != 1:
            return self._refuse_arity("once", len(arguments))
        first, itself = arguments[0].evaluate, self.itself
        return Node(lambda texts: texts.get(itself) or first(texts))

    def conditional(self, arguments: list[Node]) -> Node:
        if len(arguments) != 3:
            return self._refuse_arity("if", len(arguments))
        self.refuse_bare(arguments[0])
        condition, then, otherwise = (node.evaluate for node in arguments)
        return Node(lambda texts: (then if boolean(condition(texts)) else otherwise)(texts))

    def refuse_bare(self, *nodes: Node) -> None:
        """A lone `${name}` as a condition: engines disagree on whether "0" or "false" is true."""
        for node in nodes:
            if node.bare:
                self._refuse(
                    "bare-condition",
                    f"«${{{node.bare}}}» solo no es una condición.",
                    f"Compárelo con algo, por ejemplo: ${{{node.bare}}} != ''.",
                )

    def _check_pattern(self, node: Node) -> None:
        reason = trouble(node.literal) if node.literal is not None else "debe ir entre comillas"
        if reason:
            self._refuse(
                "pattern",
                f"La función regex no acepta este patrón: {reason}.",
                "Escriba, por ejemplo: regex(., '^[0-9]{8}$').",
            )

    def _check_format(self, node: Node) -> None:
        """Names of months and days would come in whatever language a program runs in."""
        if node.literal is None or re.sub(r"%[Yymnde]", "", node.literal).count("%"):
            self._refuse(
                "date-format",
                "Este formato de fecha no significa lo mismo en todos los programas.",
                "Use entre comillas %d, %e, %m, %n, %y y %Y, por ejemplo: '%d/%m/%Y'.",
            )

    def _refuse_arity(self, name: str, count: int) -> Node:
        self._refuse(
            "arity",
            f"La función «{name}» no se puede usar con {count} argumentos.",
            "Revise cuántos valores van entre sus paréntesis.",
        )
        return NOTHING

    def _refuse(self, code: str, message: str, remedy: str) -> None:
        self.faults.append(Fault(code, message, remedy))


SPECIAL: Mapping[str, Callable[[Compiler, list[Node]], Node]] = {
    "if": Compiler.conditional,
    "now": Compiler.now,
    "once": Compiler.once,
    "today": Compiler.today,
}
"""What is no function of its arguments' values alone."""
