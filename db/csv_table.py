"""A CSV file as planners keep it: its rows by name of column, or what is wrong with it."""

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RowProblem:
    """Why one row of a file cannot be taken; *code* is what an engineer searches for."""

    row: int
    column: str
    message: str
    code: str

    def __str__(self) -> str:
        return f"fila {self.row}, columna «{self.column}»: {self.message} [{self.code}]"


Rows = list[tuple[int, dict[str, str]]]  # numbered as a spreadsheet shows them


def read(path: Path, columns: Collection[str], code: str) -> tuple[Rows, list[RowProblem]]:
    """The rows that are not blank, cells trimmed, or why the file as a whole cannot be taken.

    Commas or semicolons part the cells.
    """
    try:
        table = list(_cells(path.read_bytes().decode("utf-8-sig")))
    except (UnicodeDecodeError, csv.Error):
        wanted = "guarde el archivo como «CSV UTF-8»."
        return [], [RowProblem(1, next(iter(columns)), wanted, code)]
    header = table[0] if table else []
    missing = sorted(set(columns) - set(header))
    problems = [RowProblem(1, name, "falta esta columna.", code) for name in missing]
    rows = [
        (number, dict.fromkeys(columns, "") | dict(zip(header, cells, strict=False)))
        for number, cells in enumerate(table[1:], start=2)
        if any(cells)
    ]
    return rows, problems


def _cells(text: str) -> Iterator[list[str]]:
    """A spreadsheet set to Spanish writes semicolons.

    Raises:
        csv.Error: this is no table, or it holds what the database cannot keep.
    """
    if "\0" in text:
        raise csv.Error
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    lines = io.StringIO(text, newline="")
    for cells in csv.reader(lines, delimiter=delimiter, strict=True):
        yield [cell.strip() for cell in cells]
