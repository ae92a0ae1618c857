"""People find their consulate by what they would type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search import MOST, matching, named
from db import consulates

US = ["WAS", "NYC", "PAT", "HFD", "BOS", "MIA", "ATL", "CHI", "HOU", "DAL", "DEN", "LAX", "SFO",
      "SLC", "PHX", "SEA", "TPA"]  # fmt: skip
OFFICES = [office for office in consulates.read() if isinstance(office, consulates.Consulate)]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Madrid", ["MAD"]),
        ("  mAdRíD ", ["MAD"]),
        ("MAD", ["MAD"]),
        ("consulado general del peru en madrid", ["MAD"]),
        ("nueva york", ["NYC"]),
        ("germany", ["FRA", "BER", "HAM", "MUC"]),
        ("España", ["BCN", "BIO", "MAD", "SVQ", "VLC", "VGO"]),
        ("spain", ["BCN", "BIO", "MAD", "SVQ", "VLC", "VGO"]),
        ("EE. UU.", US),
        ("usa", US),
        ("estados unidos", US),
        ("zzz", []),
        ("", []),
        ("😀", []),
    ],
)
def test_typing(typed, codes):
    found = [office.code for office in matching(OFFICES, typed)]
    known = {office.code for office in OFFICES}
    assert set(found) == {code for code in codes if code in known}


@given(st.text(max_size=40))
def test_anything_typed_gives_at_most_what_fits_a_phone(typed):
    found = matching(OFFICES, typed)
    assert len(found) <= MOST
    assert len({office.code for office in found}) == len(found)


def test_every_office_is_found_by_its_city():
    lost = [office.code for office in OFFICES if office not in matching(OFFICES, office.city)]
    assert lost == []


@pytest.mark.parametrize(
    "typed",
    ["hola", "gracias", "consulado", "Perú", "sí", "general", "ok", "mad rid", "pasaporte"],
)
def test_words_in_passing_name_no_place(typed):
    assert named(OFFICES, typed) == []


@pytest.mark.parametrize("typed", ["Madrid", "milan", "EE. UU.", "España", "nueva york"])
def test_a_city_or_country_is_named_outright(typed):
    assert named(OFFICES, typed) == matching(OFFICES, typed) != []
