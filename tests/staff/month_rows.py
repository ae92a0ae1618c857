"""Figures of consulates' months in the database, made in a line each, and what is in force."""

from datetime import date
from decimal import Decimal

from db import office_figures, recording
from db.consulate_inputs import ACTS, COUNCIL_ACTIONS, COUNCIL_USERS, REVENUE, SUPPORTED
from db.office_figures import Figure, OfficeMonth
from db.recording import Record
from db.transaction import clock, transaction

OCTOBER = date(2026, 10, 1)
SERVICES = (
    *("pasaporte", "dni", "registro_civil", "notarial", "legalizacion"),
    *("certificado", "visa", "asistencia", "orientacion", "otro"),
)
PASSPORT = Figure(ACTS, "pasaporte")
FULL = {
    **{Figure(ACTS, it): 120 for it in SERVICES},
    Figure(REVENUE): "1500.00",
    Figure(SUPPORTED): 17,
    Figure(COUNCIL_ACTIONS): 2,
    Figure(COUNCIL_USERS): 9,
}
_IN_FORCE = """
    SELECT coalesce(service, input), value FROM observation
    WHERE superseded_at IS NULL AND consulate = :consulate AND month = :month
    ORDER BY id
"""


async def recorded(office, figures, month: date = OCTOBER, consulate: str = "MAD") -> None:
    """*figures* by what each says; none that there is no such thing."""
    of = OfficeMonth(consulate, month)
    records = [
        Record(office_figures.place(of, it), None if value is None else Decimal(value))
        for it, value in figures.items()
    ]
    async with transaction(office.engine) as session:
        done = await recording.record(session, None, records, now=await clock(session))
    assert isinstance(done, recording.Recorded), done


async def in_force(office, month: date = OCTOBER, consulate: str = "MAD"):
    return await office.rows(_IN_FORCE, month=month, consulate=consulate)
