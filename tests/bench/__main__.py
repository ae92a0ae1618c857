"""`make bench`: every part, one after the other, and one table."""

from tests.bench import answers_pull, broadcast, pull
from tests.bench.table import render, rows_of

PARTS = (broadcast, answers_pull, pull)

if __name__ == "__main__":
    print(render([row for part in PARTS for row in rows_of(part.measure)]))  # noqa: T201 - the table
