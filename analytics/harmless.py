"""A cell of a CSV file that no spreadsheet takes for a formula."""

from typing import Any

# A spreadsheet takes a text that begins like this for a formula (OWASP ASVS 5, 1.2.10).
_FORMULA = tuple("=+-@|%\t\r\n\0＝＋－＠")  # noqa: RUF001  # the full-width signs are the point


def harmless(value: Any) -> Any:
    """A text that would become a formula gets an apostrophe before it; a number stays one."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value
