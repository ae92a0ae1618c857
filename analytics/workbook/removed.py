"""Weighted objectives that a workbook no longer lists: they leave the sums."""

from collections.abc import Sequence

from analytics.workbook.delivered import Delivered
from analytics.workbook.inputs import weighted
from analytics.workbook.layout import OBJECTIVES
from analytics.workbook.problems import CellProblem
from db.observations import Observation
from db.recording import Place, Record

_SOURCE = f"Libro de Excel, hoja {OBJECTIVES}"


def removed(known: Sequence[Observation], delivered: Delivered, reason: str) -> tuple[Record, ...]:
    """What takes back each *known* value of an objective that *delivered* leaves out.

    It is to be recorded together with the workbook's own records, and only where somebody said
    the *reason*: an older copy of the workbook leaves out what it never held.
    """
    period = delivered.period
    listed = {(it.place.series, it.place.statement) for it in delivered.records}
    series = {it.series.code for it in weighted(delivered.objectives)}
    return tuple(
        Record(
            Place(
                it.series,
                it.input,
                it.month,
                it.last_month,
                unit=it.unit,
                statement=it.statement,
            ),
            None,
            _SOURCE,
            reason,
        )
        for it in known
        if it.unit == delivered.unit
        and (it.month, it.last_month) == (period.first_month, period.last_month)
        and it.superseded_at is None
        and it.value is not None
        and it.statement is not None
        and it.series in series
        and (it.series, it.statement) not in listed
    )


def unlisted(records: Sequence[Record]) -> list[CellProblem]:
    """The objectives that would be taken back, for whoever has to say that this is meant."""
    named = dict.fromkeys((it.place.series, it.place.statement) for it in records)
    return [
        CellProblem(
            OBJECTIVES,
            "",
            f"falta un objetivo registrado de {series}: «{statement}». Escríbalo otra vez con su "
            "peso y su grado; o, si se retira, diga por qué al entregar: --withdraw «…».",
            "objetivo-sin-fila",
        )
        for series, statement in named
    ]
