"""CSV: a file a table, each row written as it is read."""

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from analytics.answers_out.book import CODEBOOK, Book, Row
from analytics.answers_out.cell import written
from analytics.harmless import harmless
from db.submissions import Submission


def write(folder: Path, stem: str, book: Book, submissions: Iterable[Submission]) -> None:
    first, *others = book.tables()
    names = [f"{stem}.csv", *(f"{stem}.{it.name}.csv" for it in others)]
    with ExitStack() as opened:
        files = [
            opened.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
            for name in names
        ]
        tables = list(zip([first, *others], map(csv.writer, files), strict=True))
        for table, writer in tables:
            writer.writerow(_cells(table.header))
        for submission in submissions:
            for table, writer in tables:
                writer.writerow(_cells(table.row(submission)))
    write_codebook(folder, stem, book)


def write_codebook(folder: Path, stem: str, book: Book) -> None:
    """The codebook beside a file that has no room for it."""
    path = folder / f"{stem}.{CODEBOOK}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(map(_cells, book.codebook()))


def _cells(row: Row) -> list[object]:
    return [harmless(written(cell)) for cell in row]
