"""The cells of a form as its author sees them, so that a mistake can be shown in its place."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from openpyxl import load_workbook

FILE_TYPES = (".xlsx", ".md", ".csv")

MAX_BYTES = 5_000_000  # a thousand questions in five languages take about a tenth
MAX_UNPACKED_BYTES = 50_000_000  # a workbook is a zip file, and can hide a flood
MAX_ROWS = 5_000  # of one sheet; empty ones count, since a cell far below makes a million of them
MAX_COLUMNS = 200

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


class TooLargeError(UnreadableFileError):
    """The form is larger than any that a person could answer."""


def read_sheets(content: bytes, file_type: str) -> Mapping[str, Sheet]:
    """The sheets by name; raises UnreadableFileError."""
    if len(content) > MAX_BYTES:
        raise TooLargeError
    tables = _workbook(content) if file_type == ".xlsx" else _tables(content, file_type)
    if any(_is_too_large(lines) for lines in tables.values()):
        raise TooLargeError
    return {name: _sheet(name, lines) for name, lines in tables.items()}


def _is_too_large(lines: Sequence[Sequence[str]]) -> bool:
    return len(lines) > MAX_ROWS or any(any(line[MAX_COLUMNS:]) for line in lines)


def _workbook(content: bytes) -> dict[str, list[Sequence[str]]]:
    try:
        return _unpacked(content)
    except TooLargeError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged zip or XML part provokes
        raise UnreadableFileError from error


def _unpacked(content: bytes) -> dict[str, list[Sequence[str]]]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise TooLargeError
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write a wrong one
    return {
        sheet.title: [
            [_cell(value) for value in line]
            for line in islice(
                sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), MAX_ROWS + 1
            )
        ]
        for sheet in book.worksheets
    }


def _tables(content: bytes, file_type: str) -> dict[str, list[Sequence[str]]]:
    """Of a text: a sheet's name stands in the first column, and its rows leave that one empty."""
    tables: dict[str, list[Sequence[str]]] = {}
    lines: list[Sequence[str]] = []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFileError from error
    for line in _comma_separated(text) if file_type == ".csv" else map(_cells, text.splitlines()):
        first, *cells = line or [""]
        if first:
            lines = tables.setdefault(first, [])
        if any(cells):
            lines.append(cells)
    return tables


def _comma_separated(text: str) -> Iterator[list[str]]:
    try:
        for line in csv.reader(text.splitlines(keepends=True), strict=True):
            yield [cell.strip() for cell in line]
    except csv.Error as error:
        raise UnreadableFileError from error


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
