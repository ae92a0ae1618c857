"""A mistake in a form, told to its author: where it is, which rule it breaks, how to repair it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FormProblem:
    """Row and column as the spreadsheet shows them; none where the whole sheet is meant."""

    code: str
    sheet: str
    row: int | None
    column: str | None
    message: str
    remedy: str

    def __str__(self) -> str:
        row = f", fila {self.row}" if self.row else ""
        column = f", columna {self.column}" if self.column else ""
        return f"Hoja {self.sheet}{row}{column}: {self.message} {self.remedy}"
