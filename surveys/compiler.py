"""From the parse tree of a formula to closures, with all that its author must be told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lark import Token, Transformer, v_args

from surveys.functions import FUNCTIONS
from surveys.patterns import trouble
from surveys.xpath import XPathValue, boolean, calculate, compare, number

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
    bare: str | None = None  # the name, where it is just a reference
    is_truth: bool = False  # it says yes or no


TRUTHS = frozenset({"boolean", "false", "not", "regex", "selected", "true"})


@v_args(inline=True)
class Compiler(Transformer[Token, Node]):
    """Turns the parse tree into closures, and gathers what must be refused on the way."""

    def __init__(self, itself: str) -> None:
        super().__init__()
        self.itself = itself
        self.references: set[str] = set()
        self.faults: list[Fault] = []

    def number(self, token: Token) -> Node:
        value = float(token)
        return Node(lambda _: value)

    def literal(self, token: Token) -> Node:
        value = str(token)[1:-1]
        return Node(lambda _: value, literal=value)

    def reference(self, token: Token) -> Node:
        return self._read(token.strip("${} ").removeprefix("/data/"))

    def itself_(self, _: Token) -> Node:
        return self._read(self.itself)

    def _read(self, name: str) -> Node:
        self.references.add(name)
        return Node(lambda texts: texts[name], bare=name)

    def comparison(self, left: Node, sign: Token, right: Node) -> Node:
        if left.is_truth or right.is_truth:
            self.refuse_bare(left, right)
        a, b, relation = left.evaluate, right.evaluate, str(sign)
        return Node(lambda texts: compare(a(texts), relation, b(texts)), is_truth=True)

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
        if name == "if":
            return self._conditional(arguments)
        function = FUNCTIONS.get(name)
        if function is None:
            self._refuse(
                "unknown-function",
                f"La función «{name}» no está disponible.",
                f"Use solo: if, {', '.join(FUNCTIONS)}.",
            )
            return Node(lambda _: "")
        if not function.at_least <= len(arguments) <= function.at_most:
            self._refuse_arity(name, len(arguments))
            return Node(lambda _: "")
        if name in {"not", "boolean"}:
            self.refuse_bare(*arguments)
        if name == "regex":
            self._check_pattern(arguments[1])
        compute, parts = function.compute, [node.evaluate for node in arguments]
        return Node(
            lambda texts: compute(*(part(texts) for part in parts)), is_truth=name in TRUTHS
        )

    def _conditional(self, arguments: list[Node]) -> Node:
        if len(arguments) != 3:
            self._refuse_arity("if", len(arguments))
            return Node(lambda _: "")
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

    def _refuse_arity(self, name: str, count: int) -> None:
        self._refuse(
            "arity",
            f"La función «{name}» no se puede usar con {count} argumentos.",
            "Revise cuántos valores van entre sus paréntesis.",
        )

    def _refuse(self, code: str, message: str, remedy: str) -> None:
        self.faults.append(Fault(code, message, remedy))
