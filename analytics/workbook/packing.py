"""A workbook as bytes: the same workbook, the same bytes."""

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.writer.excel import ExcelWriter


def packed(book: Any, made: datetime) -> bytes:
    """The file, said to be made at *made*: openpyxl and zip would both ask the clock."""
    book.properties.creator = "Pulso Consular"
    book.properties.created = book.properties.modified = made
    written, content = BytesIO(), BytesIO()
    ExcelWriter(book, ZipFile(written, "w")).save()
    with ZipFile(written) as parts, ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for part in parts.infolist():
            archive.writestr(ZipInfo(part.filename), parts.read(part), ZIP_DEFLATED)
    return content.getvalue()
