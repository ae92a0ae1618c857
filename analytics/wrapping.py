"""Lines for a terminal: a text after its head, its further lines set under its first word."""

import textwrap

WIDTH = 100


def wrapped(indent: int, head: str, text: str) -> list[str]:
    margin = " " * indent
    under = margin + " " * min(len(head), 12)
    return textwrap.wrap(text, WIDTH, initial_indent=margin + head, subsequent_indent=under)
