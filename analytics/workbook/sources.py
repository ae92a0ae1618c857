"""A record's source: the workbook's cell, and the document that the unit names."""

_WORKBOOK = "Libro de Excel, "
_BETWEEN = " · "


def composed(place: str, document: str | None) -> str:
    return f"{_WORKBOOK}{place}" + (f"{_BETWEEN}{document}" if document else "")


def document(source: str | None) -> str | None:
    """What the unit named as its document, to be shown again in its cell."""
    if source is None or not source.startswith(_WORKBOOK):
        return source
    return source.partition(_BETWEEN)[2] or None
