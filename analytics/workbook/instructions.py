"""The first sheet: whose workbook this is, and in short sentences how to fill and send it."""

from typing import Any

from analytics import plan
from analytics.period import Period
from analytics.workbook import look
from analytics.workbook.belonging import duties
from analytics.workbook.inputs import weighted
from db.units import Unit

_WIDTHS = (28, 44, 66)
_FILL = """
Escriba solo en las celdas amarillas. Lo demás está protegido: son las palabras del plan.
En la hoja Datos, cada fila pide un número. Escríbalo en la columna Valor.
En Fuente escriba el documento de donde sale el número, por ejemplo: Memorándum 123.
"""
_OBJECTIVES = """
En la hoja Objetivos, cada fila es un objetivo que su unidad se propuso en el período.
Elija la serie en la lista. A la derecha está lo que significa cada una.
Escriba el objetivo, su peso y el grado alcanzado. Complete la fila entera o déjela vacía.
El peso dice cuánto importa: un objetivo de peso 4 importa el doble que uno de peso 2.
El grado va de 0 (nada) a 100 (todo). Un objetivo no alcanzado también cuenta: escriba 0.
"""
_BLANK = """
Vacío: no registra nada y no cambia nada. Lo ya registrado sigue igual.
NC: «no corresponde», su unidad no tiene ese dato. Sirve también para retirar un número registrado.
0: es un número, hubo cero. No escriba 0 cuando no sabe.
"""
_NUMBERS = """
Escriba los números como números: 1234 o 1234.50. Sin separador de miles, sin signos, sin palabras.
Unidades: números enteros. USD: hasta 2 decimales. %: hasta 4 decimales; escriba 8.25, no 8.25 %.
No use fórmulas. Si calculó en otro libro, pegue solo el valor (Pegado especial, Valores).
"""
_CORRECT = """
Los valores ya registrados vienen escritos en sus celdas.
Para corregir uno, cámbielo y diga por qué en «Motivo de la corrección». Sin motivo no se acepta.
"""
_WITHDRAW = """
Para retirar un objetivo ya registrado, borre el contenido de su fila y diga por qué al entregar.
Sin ese motivo no se registra nada: así un libro viejo no borra objetivos.
Si cambia el enunciado, es otro objetivo, y el anterior se retira.
"""
_SEND = """
Guarde el libro como .xlsx, sin contraseña, y envíelo por donde lo recibió.
Si algo no se entiende, no se registra nada: usted recibe la lista de celdas y cómo arreglarlas.
Corrija y envíe el mismo libro otra vez. Enviarlo dos veces no cuenta doble.
No borre, oculte ni combine filas, columnas u hojas. Si ordena las filas, ordene la tabla entera.
"""


def write(sheet: Any, unit: Unit, period: Period) -> None:
    answers_for = duties(unit)
    look.title(sheet["A1"], "Datos del plan estratégico")
    look.help_line(sheet["A2"], f"Libro de {unit.label} para el {period.label}.")
    identity = (
        ("Unidad", unit.code, unit.name),
        ("Período", str(period), period.label),
        ("Objetivos del plan", " ".join(answers_for), "Los que su unidad responde como directo."),
        (
            "Versión de las definiciones",
            plan.version(),
            "El sistema compara estas cuatro celdas: no las cambie.",
        ),
    )
    for row, (name, value, meaning) in enumerate(identity, start=4):
        look.given(sheet.cell(row, 1), name)
        look.given(sheet.cell(row, 2), value)
        look.given(sheet.cell(row, 3), meaning)
        sheet.cell(row, 2).number_format = look.TEXT_FORMAT
        look.fit(sheet, row, _WIDTHS)
    row = 9
    for heading, sentences in _sections(weighted=bool(weighted(answers_for))):
        look.strong(sheet.cell(row, 1), heading)
        for sentence in filter(None, sentences.splitlines()):
            look.words(sheet.cell(row, 2), sentence)
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
            sheet.row_dimensions[row].height = 17
            row += 1
        row += 1
    look.page(sheet, f"A1:C{row}", f"{unit.code} · {period}")
    sheet.row_dimensions[1].height = 28
    sheet.page_setup.fitToHeight = 1
    look.columns(sheet, _WIDTHS)


def _sections(*, weighted: bool) -> list[tuple[str, str]]:
    return [
        ("Qué llenar", _FILL),
        *([("Los objetivos", _OBJECTIVES)] if weighted else []),
        ("Vacío, NC y cero", _BLANK),
        ("Los números", _NUMBERS),
        ("Corregir", _CORRECT + (_WITHDRAW if weighted else "")),
        ("Enviar", _SEND),
    ]
