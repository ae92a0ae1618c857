"""Numbers as people in several countries type them."""

from decimal import Decimal

import pytest

from surveys import Chosen, Problem, Question, Range, Typed, read

DECIMAL = Question("d", "decimal")
SATISFIED = Question("r", "range", range=Range(Decimal(0), Decimal(10), Decimal(1)))
FALLING = Question("r", "range", range=Range(Decimal(2), Decimal(-1), Decimal("0.5")))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.50", "12.5"),
        ("−3,25", "-3.25"),
        ("+7", "7"),
        ("0", "0"),
        ("-0", "0"),
        ("0,500", "0.5"),
        ("1500,125", "1500.125"),
        ("1.500,25", "1500.25"),
        ("1,500.25", "1500.25"),
        ("1.234.567", "1234567"),
        ("1 500", "1500"),
        ("1'500.5", "1500.5"),
        ("١٢", "12"),
        ("3️⃣", "3"),
        ("100", "100"),
    ],
)
def test_comma_and_point_are_both_understood(typed, value):
    assert read(DECIMAL, Typed(typed), "es") == value


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1.500", "undecided-number"),
        ("12,345", "undecided-number"),
        ("doce", "no-number"),
        ("1,2,3", "no-number"),
        ("1.2.3,4", "no-number"),
        ("S/ 12", "no-number"),
        ("1e5", "no-number"),
        ("--3", "no-number"),
        ("1234567890123456", "no-number"),
    ],
)
def test_what_may_be_read_in_two_ways_or_none_is_asked_again(typed, code):
    problem = read(DECIMAL, Typed(typed), "es")
    assert isinstance(problem, Problem)
    assert problem.code == code


def test_a_number_that_may_be_read_in_two_ways_comes_back_in_both():
    assert "Escriba 1500 o 1,5000." in read(DECIMAL, Typed("1.500"), "es").say("es")
    assert read(DECIMAL, Typed("1500"), "es") == "1500"
    assert read(DECIMAL, Typed("1,5000"), "es") == "1.5"


def test_a_number_that_is_left_as_it_is_is_read_in_one_way_only():
    assert read(DECIMAL, Chosen(("1.125",)), "es") == "1.125"
    assert read(DECIMAL, Chosen(("1,125",)), "es").code == "no-number"


def test_a_range_takes_its_own_numbers_only():
    assert SATISFIED.range.values == tuple(map(str, range(11)))
    assert read(SATISFIED, Typed("10"), "es") == "10"
    assert read(SATISFIED, Typed("7,0"), "es") == "7"
    assert read(SATISFIED, Chosen(("0",)), "es") == "0"
    assert read(SATISFIED, Typed("11"), "es").code == "out-of-range"
    assert read(SATISFIED, Typed("7.5"), "es").code == "out-of-range"
    assert read(SATISFIED, Chosen(("11",)), "es").code == "not-offered"
    assert read(SATISFIED, Typed("mucho"), "es").code == "no-number"
    assert "de 0 a 10." in read(SATISFIED, Typed("11"), "es").say("es")


def test_a_range_may_fall_by_halves():
    assert FALLING.range.values == ("2", "1.5", "1", "0.5", "0", "-0.5", "-1")
    assert read(FALLING, Typed("-0,5"), "es") == "-0.5"
