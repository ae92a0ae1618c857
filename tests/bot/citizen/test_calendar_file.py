"""The .ics of a visit, as another program reads it."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar

from bot.citizen import calendar_file
from db import consulates
from db.visits import Visit, VisitState
from surveys import Survey, load

ANNOUNCED = datetime(2026, 10, 1, tzinfo=UTC)
NOW = datetime(2026, 10, 2, tzinfo=UTC)
FORM = """
| survey |
| | type | name | label |
| | select_one n | satisfaccion | ¿Bien? |
| | select_one s | servicio | ¿Qué? |
| choices |
| | list_name | name | label |
| | n | 5 | Sí |
| | n | 4 | 4 |
| | n | 3 | 3 |
| | n | 2 | 2 |
| | n | 1 | No |
| | s | dni | DNI, y más; todo |
| settings |
| | form_id | version | default_language |
| | prueba | 1 | Español (es) |
"""
MADRID = next(it for it in consulates.read() if it.code == "MAD")


def visit(**told):
    said = {
        "id": UUID(int=7),
        "consulate": "MAD",
        "state": VisitState.ANNOUNCED,
        "writers": [],
        "created_at": ANNOUNCED,
        "announced_at": ANNOUNCED,
        "town": "Toledo",
        "place": "Plaza Mayor, 1",
        "timezone": "Europe/Madrid",
        "first_day": date(2026, 10, 24),
        "last_day": date(2026, 10, 25),
        "opens": time(9),
        "closes": time(14),
        "services": ["dni"],
        "requirements": "su DNI\ny dos fotos",
        "contact": "",
    }
    return Visit(**(said | told))


def events(of, now=NOW):
    survey = load(FORM.encode(), ".md")
    assert isinstance(survey, Survey), survey
    written = calendar_file.written(of, MADRID, survey, "es", now=now)
    assert b"\r\n" in written
    return Calendar.from_ical(written).walk("VEVENT")


def test_each_day_is_an_event_at_its_own_instants_in_universal_time():
    """The night between these two days the clocks of Spain are set back."""
    spans = [(it["DTSTART"].dt, it["DTEND"].dt) for it in events(visit())]
    assert spans == [
        (datetime(2026, 10, 24, 7, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)),
        (datetime(2026, 10, 25, 8, tzinfo=UTC), datetime(2026, 10, 25, 13, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_an_hour_that_comes_twice_is_the_one_that_was_meant(fold, hour):
    opens = visit(first_day=date(2026, 10, 25), opens=time(2, 30), fold=fold)
    [only] = events(opens)
    assert only["DTSTART"].dt == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_an_event_says_what_for_and_where():
    first = events(visit(latitude=39.86, longitude=-4.02))[0]
    assert first["SUMMARY"] == "Consulado General del Perú en Madrid: Toledo"
    assert first["LOCATION"] == "Plaza Mayor, 1, Toledo"
    assert first["DESCRIPTION"] == "DNI, y más; todo\n\nsu DNI\ny dos fotos"
    assert first["GEO"].to_ical() == "39.86;-4.02"
    assert first["STATUS"] == "CONFIRMED"


def test_what_is_saved_later_replaces_what_was_saved_before():
    before, after = events(visit()), events(visit(town="Cuenca"), NOW + timedelta(minutes=1))
    assert [it["UID"] for it in before] == [it["UID"] for it in after]
    assert len({it["UID"] for it in before}) == 2
    assert all(it["SEQUENCE"] < that["SEQUENCE"] for it, that in zip(before, after, strict=True))


def test_a_cancelled_visit_is_struck_out():
    assert {it["STATUS"] for it in events(visit(state=VisitState.CANCELLED))} == {"CANCELLED"}
