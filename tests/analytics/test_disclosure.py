"""What stays hidden, so that nobody can be read off a table or its total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.disclosure import MINIMUM, hidden

SIZES = st.dictionaries(st.text("ABCDEFG", min_size=1, max_size=2), st.integers(0, 60))


@pytest.mark.parametrize(
    ("sizes", "secret"),
    [
        ({"MAD": 10, "NYC": 500}, set()),
        ({"MAD": 9}, {"MAD"}),  # the whole is one small cell
        ({"MAD": 9, "NYC": 40, "TYO": 30}, {"MAD", "TYO"}),  # else the total gives it away
        ({"MAD": 9, "NYC": 4, "TYO": 30}, {"MAD", "NYC"}),  # 13 people in two cells
        ({"MAD": 2, "NYC": 4, "TYO": 30}, {"MAD", "NYC", "TYO"}),  # 6 people are too few
        ({"MAD": 9, "NYC": 30, "TYO": 30}, {"MAD", "NYC"}),  # of equals, the first by name
        ({None: 3, "NYC": 30}, {None, "NYC"}),
        ({}, set()),
    ],
)
def test_small_cells_and_those_that_would_give_them_away(sizes, secret):
    assert hidden(sizes) == secret


@given(SIZES)
def test_no_small_cell_is_shown(sizes):
    secret = hidden(sizes)
    assert all(sizes[cell] >= MINIMUM for cell in sizes if cell not in secret)


@given(SIZES)
def test_a_hidden_cell_cannot_be_derived_from_the_total(sizes):
    """The total less what is shown speaks of two cells and ten answers, or nothing is shown."""
    secret = hidden(sizes)
    left_over = sum(sizes[cell] for cell in secret)
    shown = len(sizes) - len(secret)
    assert (
        not secret or not shown or (len(secret) >= 2 and (left_over >= MINIMUM or not left_over))
    )


@given(SIZES)
def test_no_more_is_hidden_than_needed(sizes):
    """Only the largest of the hidden cells can be there for the sake of the others."""
    secret = hidden(sizes)
    assert sum(sizes[cell] >= MINIMUM for cell in secret) <= 1
