"""What we know of an interview besides its answers, named as KoboToolbox would."""

from collections.abc import Callable
from datetime import UTC

from analytics.answers_out.cell import Cell
from analytics.answers_out.column import Column, Kind
from db.submissions import Submission


def _column(
    header: str, read: Callable[[Submission], Cell], label: str, kind: Kind = "text"
) -> Column:
    return Column(header, kind, "sistema", {"es": label}, read)


SYSTEM = (
    _column("_id", lambda it: it.id, "Entrevista (seudónimo)"),
    _column("_respondent", lambda it: it.respondent, "Persona (seudónimo)"),
    _column(
        "_submission_time",
        lambda it: it.submitted_at.astimezone(UTC).replace(microsecond=0, tzinfo=None),
        "Cuándo terminó o respondió por última vez (UTC)",
        "moment",
    ),
    _column("__version__", lambda it: it.version, "Versión del cuestionario"),
    _column("_language", lambda it: it.language, "Idioma"),
    _column("_consulate", lambda it: it.consulate, "Consulado"),
    _column("_service", lambda it: it.service, "Servicio"),
    _column("_month", lambda it: it.month, "Mes del servicio, como se cuenta", "date"),
    _column("_entry_kind", lambda it: it.entry_kind, "Por dónde llegó"),
    _column("_wave", lambda it: it.wave, "Ola", "number"),
    _column("_disposition", lambda it: it.disposition, "Si terminó (complete) o no (partial)"),
)
