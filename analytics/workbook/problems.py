"""Why something in a workbook cannot be taken: what, where, by which rule, and what to do."""

from dataclasses import dataclass

PASTE = "Copie la celda y pegue solo el valor (Pegado especial, Valores)."


@dataclass(frozen=True)
class Refusal:
    """Why the content of one cell cannot be taken, before it is known which cell."""

    message: str
    code: str

    def at(self, sheet: str, cell: str) -> "CellProblem":
        return CellProblem(sheet, cell, self.message, self.code)


@dataclass(frozen=True)
class CellProblem:
    """A refusal in its place; *code* is what an engineer searches for.

    Without a cell it is of a whole sheet, without a sheet of the whole file.
    """

    sheet: str
    cell: str
    message: str
    code: str

    def __str__(self) -> str:
        return f"{self._where}: {self.message} [{self.code}]"

    @property
    def _where(self) -> str:
        if not self.sheet:
            return "El archivo"
        return f"{self.sheet}, celda {self.cell}" if self.cell else f"Hoja {self.sheet}"
