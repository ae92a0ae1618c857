"""A file that says it is a workbook of Excel: opened within bounds, or why it cannot be."""

import warnings
import zipfile
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from analytics.workbook.census import Census, is_xml
from analytics.workbook.layout import MAX_COLUMNS, MAX_ROWS
from analytics.workbook.problems import CellProblem

MAX_BYTES = 5_000_000  # the longest workbook takes about a hundredth
MAX_UNPACKED_BYTES = 50_000_000
MAX_XML_BYTES = 8_000_000
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what .xls and encrypted files begin with
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_REMEDY = "Ábralo en Excel y guárdelo de nuevo como «Libro de Excel (.xlsx)»."


def open_book(content: bytes) -> Any | CellProblem:
    """The workbook of openpyxl, formulas as formulas, nothing fetched from elsewhere."""
    if problem := _no_zip(content):
        return problem
    try:
        return _out_of_bounds(content) or _loaded(content)
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a damaged part provokes
        return _file(f"está dañado o no es un libro de Excel. {_REMEDY}", "archivo-danado")


def _no_zip(content: bytes) -> CellProblem | None:
    if not content:
        return _file("está vacío. Envíe la plantilla llena.", "archivo-vacio")
    if len(content) > MAX_BYTES:
        return _file(
            "pesa más de 5 MB. Quite las imágenes, o copie los valores a una plantilla nueva.",
            "archivo-demasiado-grande",
        )
    if content.startswith(_OLD) and _ENCRYPTED in content:
        return _file(
            "tiene contraseña. Guárdelo sin contraseña y envíelo de nuevo.", "archivo-cifrado"
        )
    if content.startswith(_OLD):
        return _file(f"es de un Excel antiguo (.xls). {_REMEDY}", "archivo-xls")
    if not content.startswith(b"PK"):
        return _file(f"no es un libro de Excel (.xlsx). {_REMEDY}", "archivo-no-es-xlsx")
    return None


def _out_of_bounds(content: bytes) -> CellProblem | None:
    """Whether the parts, unpacked, are of another program or more than a workbook of ours needs.

    Raises:
        Exception: the file is damaged.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.bin" in names or "content.xml" in names:
            return _file(f"no es un libro de Excel (.xlsx). {_REMEDY}", "archivo-no-es-xlsx")
        if len(names) != len(parts):
            raise zipfile.BadZipFile
        if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            return _flood()
        census = Census()
        for part in parts:
            unpacked = archive.read(part)
            if not is_xml(unpacked):
                continue
            census.count(unpacked)
            if census.too_much or len(unpacked) > MAX_XML_BYTES:
                return _flood()
    return None


def _loaded(content: bytes) -> Any | CellProblem:
    """The workbook, unless a sheet is larger than any of ours.

    Raises:
        Exception: the file is damaged.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out: pictures, extensions
        book = load_workbook(BytesIO(content), keep_links=False)
    for sheet in book.worksheets:
        if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
            return CellProblem(
                sheet.title,
                "",
                f"llega hasta la fila {sheet.max_row} y la columna {sheet.max_column}. Borre las "
                "filas y columnas que están fuera de la tabla, también las vacías con formato.",
                "hoja-demasiado-grande",
            )
        for row in sheet.iter_rows():
            for cell in row:
                _ = cell.number_format  # looked up only now, and may not exist
    return book


def _flood() -> CellProblem:
    return _file(
        "guarda mucho más de lo que la plantilla necesita. Copie los valores a una plantilla "
        "nueva.",
        "archivo-demasiado-grande",
    )


def _file(message: str, code: str) -> CellProblem:
    return CellProblem("", "", message, code)
