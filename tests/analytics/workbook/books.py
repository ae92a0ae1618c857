"""Workbooks as people send them back: the template, changed in a program or in its very XML."""

import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from analytics import workbook
from analytics.period import Kind, Period
from analytics.workbook import CellProblem, Delivered
from db.observations import Observation
from db.units import Unit

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
PERIOD = Period(2026, Kind.SEMESTER, 2)
UNIT = Unit(code="SAA", name="", directo=["3.2", "1.2"], subsidiario=[], source="plan")
SINGLE = Unit(code="SCP-DGC", name="", directo=["3.2"], subsidiario=[], source="plan")

# Rows of the sheet Datos of UNIT that the tests write in.
SHARE = "1.2.2.1a/acuerdos_suscritos"
DOLLARS = "1.2.4.1b/monto_inversion"
DONE, PLANNED = "1.2.3.1a/hitos_cumplidos", "1.2.3.1a/hitos_previstos"
WEIGHTED = "1.2.1.1a"


@cache
def template(unit: str = "SAA") -> bytes:
    return workbook.write(UNIT if unit == "SAA" else SINGLE, PERIOD, [])


def edited(change: Callable[[Any], None], content: bytes | None = None) -> bytes:
    """The template (or *content*) after somebody changed it and saved it."""
    book = load_workbook(BytesIO(content or template()))
    change(book)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def filled(cells: Mapping[str, Any], content: bytes | None = None) -> bytes:
    """With these values: `{"Datos!F4": 12}`."""

    def fill(book: Any) -> None:
        for place, value in cells.items():
            sheet, _, cell = place.partition("!")
            put(book[sheet][cell], value)

    return edited(fill, content)


def put(cell: Any, value: Any) -> None:
    """Texts stay texts, also those that look like formulas."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def patched(part: str, old: str, new: str, content: bytes | None = None) -> bytes:
    """With the first *old* in one part's XML replaced, which no program would do."""
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content or template())) as parts,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for it in parts.infolist():
            data = parts.read(it)
            if it.filename == part:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            archive.writestr(it.filename, data)
    return written.getvalue()


@cache
def _rows() -> dict[str, int]:
    sheet = load_workbook(BytesIO(template()))["Datos"]
    return {row[8].value: row[8].row for row in sheet.iter_rows(min_row=4)}


def cell_of(key: str, column: str = "F") -> str:
    """`Datos!F12`: where the value (or another column) of an input stands in the template."""
    return f"Datos!{column}{_rows()[key]}"


def delivered(content: bytes) -> Delivered:
    found = workbook.read(content)
    assert isinstance(found, Delivered), [str(it) for it in found]
    return found


def values(content: bytes) -> dict[str, Decimal | None]:
    return told(delivered(content))


def told(found: Delivered) -> dict[str, Decimal | None]:
    """What a workbook delivers, by key and, where there is one, statement."""
    return {
        "/".join(filter(None, [it.place.series, it.place.input, it.place.statement])): it.value
        for it in found.records
    }


def refused(content: bytes) -> list[tuple[str, str]]:
    """Where each problem is and its code; a person can read every one."""
    found = workbook.read(content)
    assert isinstance(found, list), found
    assert found
    for it in found:
        assert isinstance(it, CellProblem)
        assert str(it).endswith(f" [{it.code}]")
        assert it.message.endswith(".")
    return [(f"{it.sheet}!{it.cell}" if it.cell else it.sheet, it.code) for it in found]


def observed(
    series: str,
    name: str,
    value: Decimal | int | None,
    statement: str | None = None,
    **unlike: Any,
) -> Observation:
    """As the register would give it back."""
    return Observation(
        series=series,
        input=name,
        value=None if value is None else Decimal(value),
        statement=statement,
        **{
            "unit": "SAA",
            "month": PERIOD.first_month,
            "last_month": PERIOD.last_month,
            "recorded_at": NOW,
        }
        | unlike,
    )
