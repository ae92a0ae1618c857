"""What people type about a visit: understood in the ways they write it, or refused in words."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasting.notice import card, correction
from bot.simulator.html import from_html
from bot.staff import asking, consequences, days, fields, hours, values, zones
from bot.staff.fields import Setting
from bot.staff.refusal import Refusal
from bot.staff.sentences import LONGEST
from db.consulates import Consulate
from db.visits import FIELDS, Visit, is_empty
from surveys import load

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
TODAY = NOW.date()
SURVEY = load(
    (Path(__file__).parents[2] / "surveys/library/satisfaccion-consular.xlsx").read_bytes(),
    ".xlsx",
)
MADRID = Consulate(
    code="MAD",
    name="Consulado General del Perú en Madrid",
    city="Madrid",
    country="ES",
    kind="general",
    timezone="Europe/Madrid",
    latitude=Decimal("40.4168"),
    longitude=Decimal("-3.7038"),
    source="x",
)


def setting(**told: object) -> Setting:
    visit = Visit(consulate="MAD", writers=[], created_at=NOW, **told)
    return Setting(visit, MADRID, SURVEY, NOW)


def complete(**told: object) -> Setting:
    return setting(
        **{
            "town": "Toledo",
            "place": "Plaza 1",
            "timezone": "Europe/Madrid",
            "first_day": date(2026, 12, 12),
            "last_day": date(2026, 12, 12),
            "opens": time(9),
            "closes": time(17),
            "services": ["visa"],
            "requirements": "",
            "capacity": 0,
            "contact": "",
            "flyer": False,
        }
        | told
    )


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12/12/2026", date(2026, 12, 12)),
        ("12-12", date(2026, 12, 12)),
        ("12.12.26", date(2026, 12, 12)),
        ("2026-12-12", date(2026, 12, 12)),
        ("12 de diciembre", date(2026, 12, 12)),
        ("Sábado, 12 de diciembre de 2026", date(2026, 12, 12)),
        ("sáb. 12 dic.", date(2026, 12, 12)),
        ("1ro de mayo del 2027", date(2027, 5, 1)),
        ("3 de septiembre", date(2027, 9, 3)),
        ("3 de setiembre", date(2027, 9, 3)),
        ("hoy", TODAY),
        ("mañana", date(2026, 11, 24)),
        ("pasado mañana", date(2026, 11, 25)),
        ("sábado", date(2026, 11, 28)),
        ("el próximo sábado", date(2026, 11, 28)),
        ("el sábado que viene", date(2026, 11, 28)),
        ("el 5", date(2026, 12, 5)),
        ("20/11", date(2027, 11, 20)),  # this year's has passed
    ],
)
def test_a_day_is_understood_in_the_ways_people_write_it(typed, day):
    assert days.read(typed, TODAY, TODAY) == day


@pytest.mark.parametrize(
    "typed", ["", "el finde", "31/2", "12/25", "viernes 12 de diciembre", "0/0", "99", "mayo", "/"]
)
def test_a_day_that_is_none_is_refused(typed):
    assert isinstance(days.read(typed, TODAY, TODAY), Refusal)


@given(st.dates(TODAY, TODAY + timedelta(days=366)))
def test_a_day_parses_back_as_it_is_printed(day):
    assert days.read(days.in_words(day), TODAY, TODAY) == day
    assert days.read(day.isoformat(), TODAY, TODAY) == day
    assert days.read(f"{day:%d/%m/%Y}", TODAY, TODAY) == day
    if day < TODAY + timedelta(days=365):
        assert days.read(days.in_short(day), TODAY, TODAY) == day


@pytest.mark.parametrize(
    "typed",
    [
        "9 a 17",
        "9-17",
        "9:00-17:00",
        "09:00 – 17:00",  # noqa: RUF001 - a dash as it is typed
        "0900-1700",
        "de 9 a. m. a 5 p. m.",
        "9am-5pm",
        "de 9 a 5",
        "desde las 9 hasta las 17 horas",
        "9h00 a 17h00",
        "9.00 a 17.00 hrs",
        "de 9 de la mañana a 5 de la tarde",
    ],
)
def test_hours_are_understood_in_the_ways_people_write_them(typed):
    assert hours.read(typed) == (time(9), time(17))


def test_noon_is_an_hour_too():
    assert hours.read("9 a mediodía") == (time(9), time(12))
    assert hours.read("12 m. a 5 p. m.") == (time(12), time(17))
    assert hours.read("12 a. m. a 12 p. m.") == (time(0), time(12))


@pytest.mark.parametrize(
    "typed",
    ["", "temprano", "9", "25 a 26", "9:75 a 17", "13 pm a 14", "17 a 9", "22 a 2", "9 a 9 am"],
)
def test_hours_that_are_none_are_refused(typed):
    assert isinstance(hours.read(typed), Refusal)


@given(st.times(), st.times())
def test_hours_parse_back_as_they_are_printed(one, other):
    opens, closes = (it.replace(second=0, microsecond=0) for it in sorted((one, other)))
    if opens < closes:
        assert hours.read(hours.in_words(opens, closes)) == (opens, closes)


@pytest.mark.parametrize(
    ("typed", "persons"),
    [
        ("80", 80),
        ("80 personas", 80),
        ("unas 80", 80),
        ("1.200", 1200),
        ("1 200 personas", 1200),
        ("sin límite", 0),
        ("omitir", 0),
    ],
)
def test_a_capacity_is_a_number_or_none(typed, persons):
    assert fields.read("capacity", typed, complete()) == {"capacity": persons}


@pytest.mark.parametrize("typed", ["0", "-5 o 6", "muchas", "50 o 60", "99999999", "1,5"])
def test_a_capacity_that_is_none_is_refused(typed):
    assert isinstance(fields.read("capacity", typed, complete()), Refusal)


def test_services_are_named_in_the_words_of_the_survey():
    def read(typed):
        return fields.read("services", typed, complete())

    assert read("visa") == {"services": ["visa"]}
    assert read("visa, pasaporte") == {"services": ["pasaporte", "visa"]}
    assert read("1; 7") == {"services": ["pasaporte", "visa"]}
    assert isinstance(read("bodas"), Refusal)
    assert isinstance(read(";"), Refusal)


@given(st.sets(st.sampled_from(setting().services.choice_names), min_size=1))
def test_services_parse_back_as_they_are_printed(names):
    printed = values.service_names(list(names), SURVEY)
    understood = fields.read("services", printed, complete())
    assert understood == {
        "services": [it for it in setting().services.choice_names if it in names]
    }


def test_a_visit_lies_ahead_within_a_year_and_lasts_a_fortnight_at_most():
    asked = complete()
    assert isinstance(fields.read("first_day", "22/11/2026", asked), Refusal)
    assert fields.read("first_day", "hoy", asked) == {"first_day": TODAY}
    assert isinstance(fields.read("first_day", "25/11/2027", asked), Refusal)
    assert isinstance(fields.read("last_day", "11/12/2026", asked), Refusal)
    assert fields.read("last_day", "25/12", asked) == {"last_day": date(2026, 12, 25)}
    assert isinstance(fields.read("last_day", "26/12", asked), Refusal)


def test_today_is_the_towns():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # in Madrid it is already the 24th
    asked = Setting(setting(timezone="Europe/Madrid").visit, MADRID, SURVEY, late)
    assert isinstance(fields.read("first_day", "23/11/2026", asked), Refusal)
    assert fields.read("first_day", "hoy", asked) == {"first_day": date(2026, 11, 24)}


def test_a_zone_is_told_by_its_name_or_by_a_city_in_it():
    for typed in ("Europe/Madrid", "madrid", "Madrid (Europe/Madrid)"):
        assert fields.read("timezone", typed, complete()) == {"timezone": "Europe/Madrid"}
    assert fields.read("timezone", "canarias", complete()) == {"timezone": "Atlantic/Canary"}
    assert isinstance(fields.read("timezone", "../../etc/passwd", complete()), Refusal)


def test_hours_that_the_clocks_leave_out_are_refused_and_those_they_show_twice_are_asked():
    day = date(2027, 3, 28)
    spring = complete(first_day=day, last_day=day)
    refused = consequences.of({"opens": time(2, 30), "closes": time(9)}, spring)
    assert isinstance(refused, Refusal)
    assert "pasan de las 2:00" in refused.why
    day = date(2027, 10, 31)
    autumn = complete(first_day=day, last_day=day)
    taken = consequences.of({"opens": time(2, 30), "closes": time(9)}, autumn)
    assert not isinstance(taken, Refusal)
    visit = Visit(**autumn.visit.model_dump() | dict(taken))
    assert is_empty(visit, "fold")
    assert fields.read("fold", "La segunda, después del cambio", autumn) == {"fold": 1}
    assert fields.read("fold", "primera", autumn) == {"fold": 0}


def test_hours_are_asked_again_on_a_day_whose_clocks_leave_them_out():
    asked = complete(opens=time(2, 30), first_day=date(2027, 3, 27), last_day=date(2027, 3, 27))
    changed = consequences.of({"last_day": date(2027, 3, 28)}, asked)
    assert not isinstance(changed, Refusal)
    assert (changed["opens"], changed["closes"]) == (None, None)


def test_the_last_day_is_asked_again_when_it_comes_before_the_first():
    changed = consequences.of({"first_day": date(2026, 12, 13)}, complete())
    assert not isinstance(changed, Refusal)
    assert changed["last_day"] is None
    kept = consequences.of({"first_day": date(2026, 12, 11)}, complete())
    assert not isinstance(kept, Refusal)
    assert "last_day" not in kept


def test_another_town_has_its_zone_asked_where_the_country_has_several():
    changed = consequences.of({"town": "Las Palmas"}, complete())
    assert not isinstance(changed, Refusal)
    assert changed["timezone"] is None
    same = consequences.of({"town": "Toledo"}, complete())
    assert not isinstance(same, Refusal)
    assert "timezone" not in same


@given(st.sampled_from(FIELDS), st.text(max_size=4096))
def test_any_text_to_any_field_is_understood_or_refused(field, typed):
    asked = complete()
    understood = fields.read(field, typed, asked)
    if isinstance(understood, Refusal):
        assert 0 < len(from_html(understood.why).text) < 1000
        return
    entailed = consequences.of(understood, asked)
    if not isinstance(entailed, Refusal):
        visit = Visit(**asked.visit.model_dump() | dict(entailed))
        after = Setting(visit, MADRID, SURVEY, NOW)
        assert all(0 < len(from_html(asking.question(after, it)).text) < 4096 for it in FIELDS)


@given(
    st.sampled_from(["town", "place", "requirements", "contact"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=900),
)
def test_a_text_parses_back_as_it_is_printed(field, typed):
    understood = fields.read(field, typed, complete())
    if not isinstance(understood, Refusal):
        asked = setting(**understood)
        printed = values.in_words(asked.visit, field, SURVEY)
        assert fields.read(field, printed, asked) == understood


def longest(letter: str, capacity: int, last_day: date) -> Setting:
    return complete(
        **{field: letter * most for field, most in LONGEST.items()},
        services=list(setting().services.choice_names),
        capacity=capacity,
        last_day=last_day,
    )


def test_the_longest_visit_fits_a_message():
    asked = longest("Ñ", fields.MOST_PERSONS, date(2026, 12, 25))
    told = [card(asked.visit, MADRID, SURVEY, language) for language in ("es", "en")]
    told += [asking.question(asked, field) for field in FIELDS]
    told.append(values.summary(asked.visit, SURVEY))
    assert max(len(from_html(text).text) for text in told) < 2500


def test_the_longest_change_of_the_longest_visit_fits_a_message():
    now = longest("Ñ", fields.MOST_PERSONS, date(2026, 12, 25))
    before = longest("ñ", fields.MOST_PERSONS - 1, date(2026, 12, 24))
    told = correction(now.visit, before.visit, MADRID, SURVEY).values()
    texts = [text for it in told for text in (it.text, it.edited)]
    assert max(len(from_html(text).text) for text in texts) < 4096


def test_every_ready_zone_fits_a_button():
    longest = max(len(f"timezone={zone.name}") for zone in zones.every())
    assert longest <= 64 - len("a:") - 22 - len(":")
