"""A visit as an iCalendar file (RFC 5545), for the calendar of the person's phone."""

from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from bot.broadcasting.notice import service_names
from db.consulates import Consulate
from db.local_time import instant
from db.visits import Visit, VisitState
from surveys import Survey

NAME = "visita.ics"
_MAKER = "-//Pulso Consular//ES"
_MINUTE = timedelta(minutes=1)


def written(
    visit: Visit, office: Consulate, survey: Survey, language: str, *, now: datetime
) -> bytes:
    """One event a day. The same day saved anew replaces the one saved before."""
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    about = (", ".join(service_names(visit, survey, language)), visit.requirements, visit.contact)
    assert visit.announced_at is not None  # noqa: S101 - only what is public is written
    for number, day in enumerate(visit.days, start=1):
        event = Event()
        event.add("uid", f"{visit.id}-{number}@pulso-consular")
        # Only that it grows matters: what is saved later is the later revision. It may not be
        # negative, as it would be after a clock was set back.
        event.add("sequence", max(0, (now - visit.announced_at) // _MINUTE))
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", _instant(visit, day, visit.opens))
        event.add("dtend", _instant(visit, day, visit.closes))
        event.add("summary", f"{office.name}: {visit.town}")
        event.add("location", ", ".join(filter(None, (visit.place, visit.town))))
        event.add("description", "\n\n".join(filter(None, about)))
        if visit.latitude is not None and visit.longitude is not None:
            event.add("geo", (visit.latitude, visit.longitude))
        is_cancelled = visit.state == VisitState.CANCELLED
        event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _instant(visit: Visit, day: date, shown: time | None) -> datetime:
    assert shown and visit.timezone  # noqa: S101, PT018 - what is public is complete
    found = instant(day, shown, visit.timezone, visit.fold or 0)
    assert isinstance(found, datetime)  # noqa: S101 - and its hours are sure
    return found.astimezone(UTC)
