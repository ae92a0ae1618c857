"""A town's clocks: every hour they show is one instant, or two, or none."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.local_time import Skipped, Twice, instant

MADRID, SANTIAGO, LORD_HOWE = "Europe/Madrid", "America/Santiago", "Australia/Lord_Howe"


def test_an_ordinary_hour_is_one_instant():
    noon = instant(date(2026, 12, 12), time(12), MADRID)
    assert isinstance(noon, datetime)
    assert noon == datetime(2026, 12, 12, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "shown", "zone", "last", "then"),
    [
        (date(2027, 3, 28), time(2, 30), MADRID, time(2), time(3)),
        (date(2027, 3, 28), time(2), MADRID, time(2), time(3)),
        (date(2027, 9, 5), time(0, 30), SANTIAGO, time(0), time(1)),
        (date(2027, 10, 3), time(2, 10), LORD_HOWE, time(2), time(2, 30)),
    ],
)
def test_an_hour_that_is_left_out_is_told_with_the_leap(day, shown, zone, last, then):
    assert instant(day, shown, zone) == Skipped(day, shown, last, then)


@pytest.mark.parametrize(
    ("day", "shown", "zone", "apart"),
    [
        (date(2027, 10, 31), time(2, 30), MADRID, timedelta(hours=1)),
        (date(2027, 4, 4), time(1, 45), LORD_HOWE, timedelta(minutes=30)),
    ],
)
def test_an_hour_that_comes_twice_is_asked_for_until_the_fold_is_told(day, shown, zone, apart):
    found = instant(day, shown, zone)
    assert isinstance(found, Twice)
    earlier, later = (it.astimezone(UTC) for it in (found.earlier, found.later))
    assert later - earlier == apart
    assert instant(day, shown, zone, 0) == found.earlier
    assert instant(day, shown, zone, 1) == found.later


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001 - what a clock shows
    st.sampled_from([MADRID, SANTIAGO, LORD_HOWE, "America/New_York", "America/Lima"]),
)
def test_what_the_clocks_show_leads_back_to_what_was_asked(shown, zone):
    found = instant(shown.date(), shown.time(), zone)
    match found:
        case Skipped(last=last, then=then):
            assert last <= shown.time() < then
        case Twice():
            for each in (found.earlier, found.later):
                back = each.astimezone(UTC).astimezone(ZoneInfo(zone))
                assert back.replace(tzinfo=None, fold=0) == shown
        case moment:
            back = moment.astimezone(UTC).astimezone(ZoneInfo(zone))
            assert back.replace(tzinfo=None, fold=0) == shown
