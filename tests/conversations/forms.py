"""A form written as a table in Markdown, as the workbook that planners would publish."""

from io import BytesIO

from openpyxl import Workbook


def workbook(table: str) -> bytes:
    """The bytes of an .xlsx with the same sheets, rows and cells."""
    book = Workbook()
    book.remove(book.active)
    for line in filter(None, table.splitlines()):
        first, *cells = (cell.strip() for cell in line.split("|")[1:-1])
        if first:
            book.create_sheet(first)
        else:
            book.worksheets[-1].append([cell or None for cell in cells])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()
