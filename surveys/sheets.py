"""The cells of a form as its author sees them, so that a mistake can be shown in its place."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook

FILE_TYPES = (".xlsx", ".md")

MAX_BYTES = 5_000_000  # a thousand questions in five languages take about a tenth
MAX_UNPACKED_BYTES = 50_000_000  # a workbook is a zip file, and can hide a flood

PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Row:
    """The filled cells of one row, by column heading."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    """A named sheet: its headings from the first row, and the rows that hold something."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


class UnreadableFileError(Exception):
    """The bytes are no form of the type they were said to be."""


def read_sheets(content: bytes, file_type: str) -> Mapping[str, Sheet]:
    """The sheets by name; raises UnreadableFileError."""
    if len(content) > MAX_BYTES:
        raise UnreadableFileError
    tables = _markdown(content) if file_type == ".md" else _workbook(content)
    return {name: _sheet(name, lines) for name, lines in tables.items()}


def _workbook(content: bytes) -> dict[str, list[Sequence[str]]]:
    try:
        return _unpacked(content)
    except Exception as error:  # openpyxl raises whatever a damaged zip or XML part provokes
        raise UnreadableFileError from error


def _unpacked(content: bytes) -> dict[str, list[Sequence[str]]]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise UnreadableFileError
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write a wrong one
    return {
        sheet.title: [[_cell(value) for value in line] for line in sheet.values]
        for sheet in book.worksheets
    }


def _markdown(content: bytes) -> dict[str, list[Sequence[str]]]:
    tables: dict[str, list[Sequence[str]]] = {}
    lines: list[Sequence[str]] = []
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise UnreadableFileError from error
    for line in text.splitlines():
        first, *cells = _cells(line) or [""]
        if first:
            lines = tables.setdefault(first, [])
        if any(cells):
            lines.append(cells)
    return tables


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    return [cell.strip().replace(r"\|", "|") for cell in PIPE.split(inner)]


def _sheet(name: str, lines: Iterable[Sequence[str]]) -> Sheet:
    header: Sequence[str]
    header, *body = list(lines) or [()]
    return Sheet(name, tuple(filter(None, header)), tuple(_rows(header, body)))


def _rows(header: Sequence[str], body: Iterable[Sequence[str]]) -> Iterator[Row]:
    for number, line in enumerate(body, start=2):
        cells = {
            column: cell for column, cell in zip(header, line, strict=False) if column and cell
        }
        if cells:
            yield Row(number, cells)


def _cell(value: object) -> str:
    """As pyxform reads it: a whole number without decimals, no blanks around."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\xa0", " ").strip()
