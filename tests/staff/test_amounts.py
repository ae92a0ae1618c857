"""Amounts as people type them: understood, or refused where they could mean two."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff import amounts
from bot.staff.amounts import NOT_APPLICABLE

COUNTS = [
    *(("0", "0"), ("7", "7"), ("007", "7"), ("1234", "1234"), ("1000000", "1000000")),
    *((" 12 ", "12"), ("١٢", "12"), ("１２", "12")),  # noqa: RUF001 - digits of other scripts
    *((it, NOT_APPLICABLE) for it in ("nc", "NC", "n/c", "No corresponde", "«no corresponde»")),
]
NO_COUNTS = [
    *("", "doce", "-1", "+1", "1.5", "1,5", "1.234", "1,234", "1 234", "12 personas", "1e3"),
    *("1000001", "99999999999", "10²", "½", "0x10", "1_000", "ninguno", "no"),
]
DOLLARS = [
    *(("0", "0"), ("1234", "1234"), ("1234.5", "1234.5"), ("1234.50", "1234.50")),
    *(("1,234.50", "1234.50"), ("1,234,567", "1234567"), ("12,345.60", "12345.60")),
    *(("0.05", "0.05"), ("00.50", "0.50"), ("US$ 1,234.50", "1234.50"), ("usd 7", "7")),
    *(("100000000", "100000000"), ("1234567.89", "1234567.89"), ("nc", NOT_APPLICABLE)),
]
NO_DOLLARS = [
    *("1.234", "1.234,5", "1.234,50", "12,5", "12,50", "1,234", "1,23.50", "1234,567.00"),
    *("1,234.567", "12.345", "1.2.3", ".50", "5.", "-5", "S/ 10", "€ 10", "$ 10", "10 dólares"),
    *("100000000.01", "1 234.50", "1'234.50", "12.5²", "mil"),
]


@pytest.mark.parametrize(("typed", "amount"), COUNTS)
def test_a_whole_number_is_a_count(typed, amount):
    assert amounts.read(typed, dollars=False) == amount


@pytest.mark.parametrize("typed", NO_COUNTS)
def test_nothing_else_is_a_count(typed):
    assert amounts.read(typed, dollars=False) is None


@pytest.mark.parametrize(("typed", "amount"), DOLLARS)
def test_dollars_have_a_point_for_their_cents(typed, amount):
    assert amounts.read(typed, dollars=True) == amount


@pytest.mark.parametrize("typed", NO_DOLLARS)
def test_dollars_that_could_mean_two_are_refused(typed):
    assert amounts.read(typed, dollars=True) is None


@given(st.integers(0, 1_000_000))
def test_a_count_that_is_told_may_be_typed_again(number):
    told = amounts.in_words(Decimal(number), dollars=False)
    assert amounts.read(told, dollars=False) == str(number)


@given(st.decimals(0, 100_000_000, places=2))
def test_dollars_that_are_told_may_be_typed_again(amount):
    told = amounts.in_words(amount, dollars=True)
    assert Decimal(amounts.read(told, dollars=True)) == amount
