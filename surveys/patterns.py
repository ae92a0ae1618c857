"""The regular expressions that mean the same in every engine, and end in good time."""

import re

# A repeated group that itself repeats, like (a+)+: it can take longer than the person lives.
NESTED_REPETITION = re.compile(r"[+*}][^()]*\)(?:[+*]|\{\d*,)")
ESCAPES_AND_CLASSES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)


def trouble(pattern: str) -> str | None:
    """Why we refuse the pattern, for its author; None for a good one."""
    bare = ESCAPES_AND_CLASSES.sub("x", pattern)
    if not (bare.startswith("^") and bare.endswith("$")):
        return "el patrón debe describir todo el texto: empiece con ^ y termine con $"
    if _has_loose_alternative(bare):
        return "una alternativa con | debe ir entre paréntesis: ^(a|b)$"
    if NESTED_REPETITION.search(bare):
        return "un grupo que se repite no puede contener otra repetición"
    if "(?" in bare.replace("(?:", "("):
        return "los grupos especiales (?…) no significan lo mismo en todos los programas"
    try:
        re.compile(pattern, re.ASCII)
    except (re.error, OverflowError):
        return "el patrón no está bien escrito"
    return None


def _has_loose_alternative(bare: str) -> bool:
    depth = 0
    for sign in bare:
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            return True
    return False
