"""Answers out: what was said, for a spreadsheet, SPSS or a program, as KoboToolbox writes it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analytics.answers_out import csv_files, excel, json_lines, spss
from analytics.answers_out.book import Book
from db.submissions import Submission


@dataclass(frozen=True)
class Format:
    """How a file is written in *folder* under *stem*, and of how many interviews at most."""

    write: Callable[[Path, str, Book, Iterable[Submission]], None]
    most: int | None = None


FORMATS: Mapping[str, Format] = {
    "csv": Format(csv_files.write),
    "xlsx": Format(excel.write, excel.MOST),
    "sav": Format(spss.write, spss.MOST),
    "jsonl": Format(json_lines.write),
}

__all__ = ["FORMATS", "Book", "Format"]
