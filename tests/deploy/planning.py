"""A ministry of two units at a terminal: their workbooks, filled as people fill them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.deploy.conftest import Pulso, Said

UNITS = """code,name,directo,subsidiario,source
OPE,Planeamiento,3.2,,plan
SAA,,1.2,3.2,por verificar
"""
PERIOD = "2026-S1"  # it has ended
COURSES, TRAINED = "3.2.3.1a/cursos", "3.2.3.2a/personal_capacitado"  # of OPE
SIGNED, PERFECTED = "1.2.2.1a/acuerdos_suscritos", "1.2.2.1a/acuerdos_perfeccionados"  # of SAA
_VALUE, _SOURCE, _REASON, _KEY = 6, 7, 8, 9  # columns of the sheet Datos


@dataclass(frozen=True)
class Ministry:
    """Commands of `pulso plan`, and a folder for the files that go to and fro."""

    pulso: Pulso
    folder: Path

    def plan(self, *arguments: str) -> Said:
        return self.pulso("plan", *arguments)

    def does(self, *arguments: str) -> str:
        """What a command says that goes well."""
        said = self.pulso(*arguments)
        assert (said.code, said.err) == (0, ""), said
        return said.out

    def unit(self, step: str, unit: str, *more: str) -> Said:
        return self.plan(step, "--unit", unit, "--period", PERIOD, *more)

    def book(self, unit: str, values: Mapping[str, Any], **also: str) -> Path:
        """The unit's template of today with these values; a reason and a source for each."""
        file = self.folder / f"{unit}.xlsx"
        self.does("plan", "template", "--unit", unit, "--period", PERIOD, "--out", str(file))
        book = load_workbook(file)
        sheet = book["Datos"]
        for row in sheet.iter_rows(min_row=4):
            key = row[_KEY - 1].value
            if key in values:
                row[_VALUE - 1].value = values[key]
                row[_SOURCE - 1].value = also.get("source", "memoria anual")
                row[_REASON - 1].value = also.get("reason")
        book.save(file)
        return file

    def imports(self, unit: str, values: Mapping[str, Any], *more: str, **also: str) -> Said:
        return self.plan("import", str(self.book(unit, values, **also)), *more)

    def closes(self, *more: str) -> Said:
        return self.plan("close", PERIOD, *more)

    def delivers_everything(self) -> None:
        """Both units deliver, submit and are accepted."""
        assert self.imports("OPE", {COURSES: 6, TRAINED: "NC"}).code == 0
        assert self.imports("SAA", {SIGNED: 4, PERFECTED: 1}).code == 0
        for unit in ("OPE", "SAA"):
            assert self.unit("submit", unit).code == 0
            assert self.unit("accept", unit).code == 0

    def edition(self, number: int, form: str = "json", *more: str) -> str:
        asked = ("--period", PERIOD, "--edition", str(number), "--format", form)
        return self.does("indicators", "pull", *asked, *more)


def place_of(file: Path, key: str) -> str:
    """`Datos, celda F12`: where the value of an input stands."""
    sheet = load_workbook(file)["Datos"]
    (row,) = (row[0].row for row in sheet.iter_rows(min_row=4) if row[_KEY - 1].value == key)
    return f"Datos, celda F{row}"
