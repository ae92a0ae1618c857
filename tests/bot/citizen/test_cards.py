"""A visit in a list: its town and day, and the year when that is another one."""

from datetime import UTC, date, datetime

import pytest

from bot.citizen.cards import label
from tests.conversations.announced import visit

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "language", "shown"),
    [
        (date(2026, 12, 31), "es", "Toledo · jue, 31 dic."),
        (date(2027, 10, 31), "es", "Toledo · dom, 31 oct. 2027"),
        (date(2026, 12, 31), "en", "Toledo · Thu, Dec 31"),
        (date(2027, 10, 31), "en", "Toledo · Sun, Oct 31, 2027"),
    ],
)
def test_the_year_is_named_when_it_is_another(day, language, shown):
    assert label(visit(1, "MAD", "Toledo", day), language, NOW) == shown


def test_which_year_it_is_the_towns_calendar_says():
    """In Madrid 2027 has begun an hour before Greenwich."""
    eve = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert label(visit(1, "MAD", "Toledo", date(2027, 1, 2)), "es", eve) == "Toledo · sáb, 2 ene."
