"""The one table of `make bench`: what was measured, beside what, on which machine, and when."""

import asyncio
import inspect
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db.server_binaries import PROGRAMS, _package

ROOT = Path(__file__).parents[2]
HEAD = ("what", "measured", "beside", "ratio")


@dataclass(frozen=True)
class Row:
    """A figure with its unit, and the figure of the same run that it is held against.

    The ratio is what was measured over what stands beside it.
    """

    what: str
    measured: str
    beside: str = ""
    ratio: float | None = None


def say(*words: object) -> None:
    """How it goes; the table alone is the output."""
    print(*words, file=sys.stderr, flush=True)  # noqa: T201 - this is what it is for


def show(measure: Callable[[], object]) -> None:
    """The table of one part alone."""
    print(render(rows_of(measure)))  # noqa: T201 - this is what it is for


def rows_of(measure: Callable[[], object]) -> list[Row]:
    """What a part measures, whether or not it does so asynchronously."""
    begun = time.monotonic()
    found = measure()
    rows = asyncio.run(found) if inspect.iscoroutine(found) else found
    say(f"{measure.__module__}: {time.monotonic() - begun:.0f} s")
    return rows


def render(rows: Sequence[Row]) -> str:
    """Markdown, as README has it."""
    cells = [HEAD, *((it.what, it.measured, it.beside, _times(it.ratio)) for it in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        f"| {' | '.join(map(str.ljust, line, widths))} |"
        for line in (cells[0], tuple("-" * width for width in widths), *cells[1:])
    ]
    return "\n".join((machine(), "", *lines))


def machine() -> str:
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB; "
        f"Linux {platform.release()}; Python {platform.python_version()}; {_postgresql()}; "
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {_commit()}"
    )


def _postgresql() -> str:
    told = _said(str(_package() / PROGRAMS / "postgres"), "--version")
    return re.sub(r"^postgres \((.+)\)", r"\1", told)


def _commit() -> str:
    git = ("git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT))
    short = _said(*git, "rev-parse", "--short", "HEAD")
    changed = _said(*git, "status", "--porcelain", "--untracked-files=no")
    return f"commit {short}{' with changes' if changed else ''}" if short else "no git clone"


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    return done.stdout.strip()


def _times(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"{ratio:,.0f} ×" if ratio >= 100 else f"{ratio:.3g} ×"
