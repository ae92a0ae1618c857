"""Kilometres between places people know, and the laws of any distance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.distance import Place, kilometres

PLACES = st.builds(
    Place, st.floats(-90, 90, allow_nan=False), st.floats(-180, 180, allow_nan=False)
)
MADRID, LIMA = Place(40.4168, -3.7038), Place(-12.0464, -77.0428)


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        (MADRID, Place(39.8628, -4.0273), 67),  # Toledo
        (MADRID, LIMA, 9506),
        (Place(0, 179.5), Place(0, -179.5), 111),  # across the date line
        (Place(90, 0), Place(-90, 0), 20015),
    ],
)
def test_known_distances(one, other, known):
    assert kilometres(one, other) == pytest.approx(known, abs=max(1, known / 500))


@given(PLACES, PLACES)
def test_it_is_as_far_there_as_back_and_never_beyond_half_the_world(one, other):
    there, back = kilometres(one, other), kilometres(other, one)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20016
    assert kilometres(one, one) == pytest.approx(0, abs=1e-6)


@given(PLACES)
def test_a_place_is_read_as_it_was_written(place):
    assert Place.read(str(place.about)) == place.about


@pytest.mark.parametrize(
    "altered", ["", "MAD", "40.42", "40.42,x", "1e9,0", "40.42,-3.70,1", "90.01,0.00"]
)
def test_anything_else_is_no_place(altered):
    assert Place.read(altered) is None
