"""Days and hours as people write them in Spanish and in English."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import Problem, Question, Typed, read

DATE, TIME = Question("f", "date"), Question("h", "time")
TODAY = "2026-11-28"


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-12",
        "2026/3/12",
        "12/3/2026",
        "12-03-2026",
        "12.3.2026",
        "12 3 2026",
        "12 de marzo de 2026",
        "12 de Marzo del 2026",
        "el jueves, 12 de marzo de 2026",
        "12 mar 2026",
        "12/marzo/2026",
        "12 March 2026",
        "March 12, 2026",
        "Thursday, the 12th of March 2026",
    ],
)
def test_a_day_is_understood(typed):
    assert read(DATE, Typed(typed), "es", TODAY) == "2026-03-12"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("hoy", "2026-11-28"),
        ("Ayer", "2026-11-27"),
        ("anteayer", "2026-11-26"),
        ("mañana", "2026-11-29"),
        ("today", "2026-11-28"),
        ("1º de setiembre de 2025", "2025-09-01"),
        ("1ro de mayo de 2025", "2025-05-01"),
        ("29/2/2024", "2024-02-29"),
    ],
)
def test_days_near_today_and_odd_ones(typed, value):
    assert read(DATE, Typed(typed), "es", TODAY) == value


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("31/2/2026", "no-such-day"),
        ("3/25/2026", "no-such-day"),
        ("29 de febrero de 2025", "no-such-day"),
        ("1/1/0026", "no-such-day"),
        ("12/3/26", "no-year"),
        ("12/3", "no-year"),
        ("12 de marzo", "no-year"),
        ("marzo de 2026", "no-year"),
        ("12 de ma de 2026", "no-date"),
        ("pronto", "no-date"),
        ("12", "no-date"),
        ("1 2 3 4", "no-date"),
        ("marzo", "no-date"),
    ],
)
def test_a_day_that_cannot_be_or_says_too_little_is_asked_again(typed, code):
    problem = read(DATE, Typed(typed), "es", TODAY)
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert "por ejemplo" in problem.say("es")


def test_nobody_says_today_where_the_day_is_not_known():
    assert read(DATE, Typed("hoy"), "es").code == "no-date"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_as_it_is_written(day):
    for typed in (day.isoformat(), f"{day.day}/{day.month}/{day.year}"):
        assert read(DATE, Typed(typed), "es") == day.isoformat()


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("15:30", "15:30:00"),
        ("15.30", "15:30:00"),
        ("15h30", "15:30:00"),
        ("15:30:20", "15:30:20"),
        ("3:30 pm", "15:30:00"),
        ("3:30 p. m.", "15:30:00"),
        ("3 p.m.", "15:00:00"),
        ("a las 3 de la tarde", "15:00:00"),
        ("8 de la mañana", "08:00:00"),
        ("12 am", "00:00:00"),
        ("12 pm", "12:00:00"),
        ("mediodía", "12:00:00"),
        ("15 h", "15:00:00"),
        ("0:05", "00:05:00"),
    ],
)
def test_an_hour_is_understood(typed, value):
    assert read(TIME, Typed(typed), "es") == value


@pytest.mark.parametrize("typed", ["3", "25:00", "12:60", "15 pm", "0 am", "temprano", "3:5"])
def test_an_hour_that_cannot_be_or_says_too_little_is_asked_again(typed):
    assert read(TIME, Typed(typed), "es").code == "no-time"


@given(st.times())
def test_every_hour_is_read_as_it_is_written(hour):
    written = hour.replace(microsecond=0).isoformat()
    assert read(TIME, Typed(written), "en") == written == time.fromisoformat(written).isoformat()


@given(st.text(max_size=30))
def test_any_words_are_a_day_an_hour_or_a_problem(words):
    for question in (DATE, TIME, Question("d", "decimal")):
        assert isinstance(read(question, Typed(words), "es", TODAY), str | Problem | None)
