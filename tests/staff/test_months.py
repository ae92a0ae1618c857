"""Months of a consulate: by its own calendar, as people type them, and not beyond two years."""

from datetime import UTC, date, datetime

import pytest

from bot.staff import months
from bot.staff.refusal import Refusal
from db.consulates import Consulate

CURRENT = date(2026, 11, 1)
READ = [
    ("octubre", (2026, 10)),
    ("Octubre de 2026", (2026, 10)),
    ("OCT", (2026, 10)),
    ("oct. 2026", (2026, 10)),
    ("oct-2026", (2026, 10)),
    ("el mes de octubre del 2025", (2025, 10)),
    ("setiembre", (2026, 9)),
    ("septiembre 2026", (2026, 9)),
    ("noviembre", (2026, 11)),
    ("diciembre", (2025, 12)),  # the last of that name: this year's is still to come
    ("10/2026", (2026, 10)),
    ("10-2026", (2026, 10)),
    ("1.2026", (2026, 1)),
    ("2026-10", (2026, 10)),
    ("2026/1", (2026, 1)),
    ("este mes", (2026, 11)),
    ("el mes pasado", (2026, 10)),
    ("11/2024", (2024, 11)),
]
REFUSED = [
    ("diciembre de 2026", "todavía no llega: diciembre de 2026"),
    ("2030-01", "todavía no llega"),
    ("10/2024", "más de dos años: octubre de 2024. Se puede registrar desde noviembre de 2024"),
    ("1/0001", "más de dos años"),
    ("13/2026", "no existe"),
    ("0/2026", "no existe"),
    ("1/0000", "no existe"),
    *((it, "No entendimos el mes") for it in ("", "10", "ma", "mañana", "132", "10/26", "oct 26")),
]


@pytest.mark.parametrize(("typed", "month"), READ)
def test_a_month_is_read(typed, month):
    assert months.read(typed, CURRENT) == date(*month, 1)


@pytest.mark.parametrize(("typed", "reason"), REFUSED)
def test_a_month_that_cannot_be_recorded_is_refused_with_the_reason(typed, reason):
    found = months.read(typed, CURRENT)
    assert isinstance(found, Refusal)
    assert reason in found.why


@pytest.mark.parametrize(
    ("zone", "current"),
    [
        ("America/Los_Angeles", date(2026, 10, 1)),
        ("Europe/Madrid", date(2026, 11, 1)),
        ("Pacific/Auckland", date(2026, 11, 1)),
    ],
)
def test_the_running_month_is_the_consulates_own(zone, current):
    office = Consulate(timezone=zone)
    assert months.running(office, datetime(2026, 11, 1, 1, tzinfo=UTC)) == current


def test_the_last_complete_month_is_offered_first_and_the_running_one_last():
    assert months.offered(date(2026, 1, 1)) == [
        date(2025, 12, 1),
        date(2025, 11, 1),
        date(2026, 1, 1),
    ]
