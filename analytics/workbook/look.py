"""How the workbook looks: what is given stands back, what is to be written stands out."""

import textwrap
from collections.abc import Sequence
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter

from analytics.workbook.layout import FIRST_ROW, HEADER_ROW

_NAME = "Calibri"
_INK, _QUIET, _RED, _HAIR = "1F2328", "6B7280", "8C1D18", "D5D9DE"

_TITLE = Font(name=_NAME, size=16, bold=True, color=_RED)
_HELP = Font(name=_NAME, size=10, color=_QUIET)
_HEADER = Font(name=_NAME, size=11, bold=True, color="FFFFFF")
_GIVEN = Font(name=_NAME, size=10, color=_INK)
_FAINT = Font(name=_NAME, size=8, color=_QUIET)
_ENTRY = Font(name=_NAME, size=11, color=_INK)
_STRONG = Font(name=_NAME, size=11, bold=True, color=_INK)

_BAND = PatternFill("solid", fgColor=_RED)
_TINT = PatternFill("solid", fgColor="FFF6D6")
_PALE = PatternFill("solid", fgColor="F6F7F8")

_LINE = Side(style="thin", color=_HAIR)
_HEAVY = Side(style="medium", color=_QUIET)
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FIRST_BOX = Border(left=_LINE, right=_LINE, top=_HEAVY, bottom=_LINE)

_WORDS = Alignment(vertical="top", horizontal="left", wrap_text=True, indent=1)
_FIGURE = Alignment(vertical="top", horizontal="right", indent=1)
_CUT = Alignment(vertical="top", wrap_text=False)
_MIDDLE = Alignment(vertical="center", horizontal="left", wrap_text=True, indent=1)
_LETTERS = 1.1  # of our type in a column one wide, at the least
_OPEN = Protection(locked=False)
TEXT_FORMAT = "@"


def title(cell: Any, text: str) -> None:
    put(cell, text)
    cell.font = _TITLE
    cell.alignment = Alignment(vertical="center")


def help_line(cell: Any, text: str) -> None:
    put(cell, text)
    cell.font = _HELP


def header(cell: Any, text: str) -> None:
    put(cell, text)
    cell.font, cell.fill, cell.alignment, cell.border = _HEADER, _BAND, _MIDDLE, _BOX


def given(cell: Any, text: str, *, first: bool = False) -> None:
    """The plan's words; *first* of an objective, they stand under a line."""
    put(cell, text)
    cell.font, cell.fill, cell.alignment = _GIVEN, _PALE, _WORDS
    cell.border = _FIRST_BOX if first else _BOX


def key(cell: Any, text: str, *, first: bool = False) -> None:
    given(cell, text, first=first)
    cell.font, cell.alignment = _FAINT, _CUT


def strong(cell: Any, text: str) -> None:
    put(cell, text)
    cell.font, cell.alignment = _STRONG, _WORDS


def words(cell: Any, text: str) -> None:
    put(cell, text)
    cell.font, cell.alignment = _ENTRY, _WORDS


def entry(cell: Any, value: object, number_format: str, *, first: bool = False) -> None:
    """A cell to write in: a text in it stays a text, also when somebody edits it."""
    put(cell, value)
    cell.font, cell.fill, cell.protection = _ENTRY, _TINT, _OPEN
    cell.alignment = _WORDS if number_format == TEXT_FORMAT else _FIGURE
    cell.border = _FIRST_BOX if first else _BOX
    cell.number_format = number_format


def put(cell: Any, value: object) -> None:
    """Writes a text as a text: one that begins with = would otherwise become a formula."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    else:
        cell.value = value


def page(sheet: Any, area: str, footer: str) -> None:
    """Landscape, as wide as the paper, its headers on every page; protected without a password."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.75
    sheet.page_margins.footer = 0.35
    sheet.print_area = area
    sheet.oddFooter.left.text = footer.replace("&", "&&")
    sheet.oddFooter.right.text = "Página &P de &N"
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    protection = sheet.protection  # what is False may be done: widths, heights, formats
    protection.formatColumns = protection.formatRows = protection.formatCells = False


def columns(sheet: Any, widths: Sequence[int]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def fit(sheet: Any, row: int, widths: Sequence[int]) -> None:
    """As high as its words need: not every program sees to that when it opens the file."""
    lines = 1
    for number, width in enumerate(widths, start=1):
        cell = sheet.cell(row, number)
        if isinstance(cell.value, str) and cell.alignment.wrap_text:
            lines = max(lines, len(textwrap.wrap(cell.value, int((width - 2) * _LETTERS))))
    sheet.row_dimensions[row].height = 6 + 13.2 * lines


def table(sheet: Any, widths: Sequence[int]) -> None:
    """Widths of the columns, and headers that stay when the rows are scrolled or printed."""
    columns(sheet, widths)
    sheet.row_dimensions[1].height = 28
    sheet.row_dimensions[HEADER_ROW].height = 34
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
