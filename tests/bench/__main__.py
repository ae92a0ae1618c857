"""`make bench`: every part, one after the other, and one table."""

from tests.bench import answers_pull, broadcast, flood, memory, presses, pull, start, step
from tests.bench.table import render, rows_of

PARTS = (step, presses, flood, broadcast, answers_pull, pull, start, memory)

if __name__ == "__main__":
    print(render([row for part in PARTS for row in rows_of(part.measure)]))  # noqa: T201 - the table
