"""XLSX: a sheet a table; each row leaves for the disk at once, and a text is never a formula."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from analytics.answers_out.book import CODEBOOK, Book, Row
from analytics.answers_out.cell import Cell, written
from analytics.workbook import look
from db.submissions import Submission

MOST = 1_048_575  # a sheet has one row more, for the headers
_NO_XML = re.compile("[\ufffe\uffff]")
_WIDTH = 18


def write(folder: Path, stem: str, book: Book, submissions: Iterable[Submission]) -> None:
    workbook = Workbook(write_only=True)
    tables = [(it, _sheet(workbook, it.name, it.header)) for it in book.tables()]
    header, *codes = book.codebook()
    codebook = _sheet(workbook, CODEBOOK, header)
    for submission in submissions:
        for table, sheet in tables:
            sheet.append([_cell(sheet, it) for it in table.row(submission)])
    for row in codes:
        codebook.append([_cell(codebook, it) for it in row])
    workbook.save(folder / f"{stem}.xlsx")


def _sheet(workbook: Any, name: str, header: Row) -> Any:
    sheet = workbook.create_sheet(name[:31])  # no longer name is allowed
    sheet.freeze_panes = "A2"
    look.columns(sheet, [_WIDTH] * len(header))
    cells = [WriteOnlyCell(sheet) for _ in header]
    for cell, text in zip(cells, header, strict=True):
        look.header(cell, str(text))
    sheet.append(cells)
    return sheet


def _cell(sheet: Any, value: Cell) -> Any:
    """A number as it is; a text without what XML cannot hold."""
    plain = written(value)
    if not isinstance(plain, str):
        return plain
    cell = WriteOnlyCell(sheet)
    look.put(cell, _NO_XML.sub("", plain.replace("\r\n", "\n").replace("\r", "\n")))
    return cell
