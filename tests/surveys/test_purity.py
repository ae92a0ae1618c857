"""The language of asking never looks at a clock: time is told to it."""

import ast
from pathlib import Path

import surveys

CLOCKS = {"now", "today", "utcnow", "fromtimestamp", "time", "monotonic"}
OF_DATES = {"datetime", "date", "time"}


def test_no_module_asks_the_clock():
    asked = [
        f"{path.name}:{node.lineno}"
        for path in sorted(Path(surveys.__file__).parent.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and isinstance(node.value, ast.Name)
        and node.value.id in OF_DATES
    ]
    assert asked == []
