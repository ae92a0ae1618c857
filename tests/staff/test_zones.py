"""Which zone a town has: few choices, the nearest first."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from bot.distance import Place
from bot.staff import zones
from bot.staff.presses import ANSWER, Press
from db import consulates

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
OFFICES = {it.code: it for it in consulates.read() if isinstance(it, consulates.Consulate)}
MADRID = OFFICES["MAD"]
PUERTA_DEL_SOL, LAS_PALMAS, CEUTA = Place(40.42, -3.7), Place(28.12, -15.43), Place(35.89, -5.31)


def names(office, near):
    return [zone.name for zone in zones.choices(office, NOW, near)]


def test_spain_has_two_kinds_of_clocks_and_the_nearest_comes_first():
    assert names(MADRID, PUERTA_DEL_SOL) == ["Europe/Madrid", "Atlantic/Canary"]
    assert names(MADRID, LAS_PALMAS) == ["Atlantic/Canary", "Europe/Madrid"]
    assert names(MADRID, CEUTA) == ["Europe/Madrid", "Atlantic/Canary"]


@pytest.mark.parametrize("code", sorted(OFFICES))
def test_every_office_has_its_own_zone_among_the_few_choices(code):
    office = OFFICES[code]
    near = Place(float(office.latitude), float(office.longitude))
    found = names(office, near)
    assert len(found) <= 12
    assert office.timezone in found or len(found) <= 1


def test_a_country_of_one_time_has_one_choice_whatever_its_past():
    berlin = next(it for it in OFFICES.values() if it.country == "DE")
    assert len(names(berlin, PUERTA_DEL_SOL)) == 1


def test_the_button_of_every_zone_fits_in_a_button():
    longest = max(zones.every(), key=lambda it: len(it.name))
    for zone in zones.every():
        packed = Press(ANSWER, UUID(int=2**128 - 1), f"timezone={zone.name}").pack()
        assert len(packed.encode()) <= 64
    assert len(longest.name) > 25, "there are long ones among them"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Atlantic/Canary", "Atlantic/Canary"),
        ("atlantic/canary", "Atlantic/Canary"),
        ("Islas Canarias", "Atlantic/Canary"),
        ("canarias", "Atlantic/Canary"),
        ("MADRID", "Europe/Madrid"),
        ("lima", "America/Lima"),
        ("Nueva York", "America/New_York"),
    ],
)
def test_a_zone_is_found_by_its_name_or_city(typed, name):
    assert [zone.name for zone in zones.matching(typed, "ES", NOW)] == [name]


@pytest.mark.parametrize("typed", ["", "xx", "Marte", "Etc/GMT+5", "posixrules", "/"])
def test_what_is_no_zone_is_not_found(typed):
    assert zones.matching(typed, "ES", NOW) == []
