"""JSON lines: a submission a line, its groups nested; who was asked and said nothing has null."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analytics.answers_out.book import Book
from analytics.answers_out.cell import written
from analytics.answers_out.column import Column
from analytics.answers_out.csv_files import write_codebook
from analytics.answers_out.system_columns import SYSTEM
from db.submissions import Submission


def write(folder: Path, stem: str, book: Book, submissions: Iterable[Submission]) -> None:
    questions = [it for it in book.columns if it not in SYSTEM and it.kind != "mark"]
    with (folder / f"{stem}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for submission in submissions:
            json.dump(_record(questions, submission), file, ensure_ascii=False)
            file.write("\n")
    write_codebook(folder, stem, book)


def _record(questions: Iterable[Column], submission: Submission) -> dict[str, Any]:
    record: dict[str, Any] = {it.header: written(it.read(submission)) for it in SYSTEM}
    for column in questions:
        *groups, name = column.header.split("/")
        if name in submission.answers:
            inner = record
            for group in groups:
                inner = inner.setdefault(group, {})
            inner[name] = written(column.read(submission))
    return record
