"""What one cell says: a table of everything that people write where a number is asked."""

import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from analytics.plan import InputUnit
from analytics.workbook.cells import NotApplicable, number
from analytics.workbook.problems import Refusal

WHOLE, DOLLARS, PERCENT = InputUnit.WHOLE, InputUnit.DOLLARS, InputUnit.PERCENT
NC = NotApplicable()


def cell(value, number_format=None, data_type=None):
    made = Workbook().active["F4"]
    made.value = value
    if number_format:
        made.number_format = number_format
    if isinstance(value, str):
        made.data_type = "s"
    made.data_type = data_type or made.data_type
    return made


ACCEPTED = [
    # nothing
    (None, WHOLE, None),
    ("", WHOLE, None),
    ("  \u00a0\n", WHOLE, None),
    ("_x000D_", WHOLE, None),
    # numbers
    (0, WHOLE, 0),
    (1234, WHOLE, 1234),
    (1234.0, WHOLE, 1234),
    (-0.0, WHOLE, 0),
    (12.5, DOLLARS, "12.5"),
    (0.1 + 0.2, DOLLARS, "0.3"),
    (1.1 * 3, PERCENT, "3.3"),
    (8.2525, PERCENT, "8.2525"),
    (123456789012.34, DOLLARS, "123456789012.34"),
    (5_000_000_000.1 + 0.2, DOLLARS, "5000000000.3"),
    (999_999_999_999_999, WHOLE, 999_999_999_999_999),
    # plain texts
    ("1234", WHOLE, 1234),
    (" 1234\u00a0", WHOLE, 1234),
    ("1234.00", WHOLE, 1234),
    ("1234.5", DOLLARS, "1234.5"),
    ("1234.50", DOLLARS, "1234.5"),
    ("8.1234", PERCENT, "8.1234"),
    ("0", WHOLE, 0),
    # what a unit does not have
    ("NC", WHOLE, NC),
    ("nc", DOLLARS, NC),
    (" Nc ", PERCENT, NC),
    ("No  corresponde", WHOLE, NC),
]
REFUSED = [
    # numbers
    (12.5, WHOLE, "no-es-entero"),
    ("12.5", WHOLE, "no-es-entero"),
    (12.345, DOLLARS, "demasiados-decimales"),
    (0.30001, PERCENT, "demasiados-decimales"),
    (1e-320, PERCENT, "demasiados-decimales"),
    (-3, WHOLE, "es-negativo"),
    (-0.01, DOLLARS, "es-negativo"),
    (-1e308, WHOLE, "es-negativo"),
    (10**15, WHOLE, "demasiadas-cifras"),
    (1e15, WHOLE, "demasiadas-cifras"),
    (1e308, WHOLE, "demasiadas-cifras"),
    (math.inf, WHOLE, "demasiadas-cifras"),
    (math.nan, WHOLE, "demasiadas-cifras"),
    (12345678901234.57, DOLLARS, "demasiadas-cifras"),
    (999_999_999_999_999.4, WHOLE, "demasiadas-cifras"),
    ("123456789012345.67", DOLLARS, "demasiadas-cifras"),
    # texts that can be read in two ways, or in none
    ("1.234", WHOLE, "separador-ambiguo"),
    ("1234.500", DOLLARS, "separador-ambiguo"),
    ("1.234,5", DOLLARS, "numero-con-coma"),
    ("1,234.5", DOLLARS, "numero-con-coma"),
    ("12,5", DOLLARS, "numero-con-coma"),
    ("1,234", WHOLE, "numero-con-coma"),
    ("5 %", PERCENT, "signo-de-porcentaje"),
    ("5%", PERCENT, "signo-de-porcentaje"),
    ("-3", WHOLE, "es-negativo"),
    ("−3", WHOLE, "es-negativo"),
    ("12 unidades", WHOLE, "no-es-numero"),
    ("1 234", WHOLE, "no-es-numero"),
    ("1.234.567", WHOLE, "no-es-numero"),
    ("1e3", WHOLE, "no-es-numero"),
    ("+5", WHOLE, "no-es-numero"),
    ("$ 5", DOLLARS, "no-es-numero"),
    ("007", WHOLE, "no-es-numero"),
    (".5", DOLLARS, "no-es-numero"),
    ("5.", DOLLARS, "no-es-numero"),
    ("8.12345", PERCENT, "demasiados-decimales"),
    ("١٢", WHOLE, "no-es-numero"),
    ("１２", WHOLE, "no-es-numero"),  # noqa: RUF001 - full-width digits
    ("1\u200b2", WHOLE, "no-es-numero"),
    ("=1+1", WHOLE, "no-es-numero"),
    ("N/C", WHOLE, "no-es-numero"),
    ("no sé", WHOLE, "no-es-numero"),
    ("-", WHOLE, "no-es-numero"),
    ("nan", WHOLE, "no-es-numero"),
    # what is no number at all
    (True, WHOLE, "es-logico"),
    (False, WHOLE, "es-logico"),
    (date(2026, 11, 1), WHOLE, "es-fecha"),
    (datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None), WHOLE, "es-fecha"),
    (time(12, 30), WHOLE, "es-fecha"),
    (timedelta(days=3), WHOLE, "es-fecha"),
]


def names(cases):
    return [f"{value!r} {unit}" for value, unit, _ in cases]


@pytest.mark.parametrize(("value", "unit", "meant"), ACCEPTED, ids=names(ACCEPTED))
def test_what_can_be_read_in_one_way_is_taken(value, unit, meant):
    found = number(cell(value), unit)
    assert found == (Decimal(meant) if isinstance(meant, int | str) else meant)


@pytest.mark.parametrize(("value", "unit", "code"), REFUSED, ids=names(REFUSED))
def test_what_could_be_misread_is_refused_with_its_rule(value, unit, code):
    found = number(cell(value), unit)
    assert isinstance(found, Refusal), found
    assert found.code == code


def test_a_formula_is_refused_whatever_it_shows():
    for formula in ("=1+1", "=A1", ArrayFormula("F4:F6", "=A1:A3")):
        found = number(cell(formula, data_type="f"), WHOLE)
        assert isinstance(found, Refusal)
        assert found.code == "es-formula"


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#¡VALOR!"])
def test_an_error_is_refused(error):
    found = number(cell(error, data_type="e"), WHOLE)
    assert isinstance(found, Refusal)
    assert error in found.message


@pytest.mark.parametrize("unit", list(InputUnit))
def test_a_format_of_percentage_hides_a_hundredth(unit):
    found = number(cell(0.0825, "0.00%"), unit)
    assert isinstance(found, Refusal)
    assert found.code == "formato-de-porcentaje"


PLAIN_FORMATS = [
    "General",
    "@",
    "0",
    "0.00",
    "#,##0",
    "#,##0.00",
    "#,##0;-#,##0",
    '"$"#,##0.00',
    "[$USD] #,##0.00",
    "[$$-409]#,##0.00;[Red]-[$$-409]#,##0.00",
    '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"_-;_-@_-',
    "[Red]0",
]
ODD_FORMATS = [
    "0,",
    "#,##0,,",
    '0.0,"M"',
    '0" mil"',
    '"12"',
    ";;;",
    "[>100]0;0",
    "0.00E+00",
    "# ?/?",
    '0"000"',
    "0\\0",
    "*00",
    '"S/" #,##0.00',
    "[$€-2] #,##0.00",
    "[$S/-280A] 0",
    "",
]


@pytest.mark.parametrize("number_format", PLAIN_FORMATS)
@pytest.mark.parametrize("value", [0, 1234])
def test_a_format_that_shows_the_number_is_taken(number_format, value):
    assert number(cell(value, number_format), DOLLARS) == value


@pytest.mark.parametrize("number_format", ODD_FORMATS)
def test_a_format_that_may_show_another_number_is_refused(number_format):
    made = cell(1234)
    made.number_format = number_format
    found = number(made, DOLLARS)
    assert isinstance(found, Refusal)
    assert found.code == "formato-que-confunde"


@pytest.mark.parametrize("number_format", ["#,###", "0;-0;;@", '0;-0;"NC"'])
def test_a_zero_that_is_not_shown_is_refused(number_format):
    assert isinstance(number(cell(0, number_format), WHOLE), Refusal)
    assert number(cell(7, number_format), WHOLE) == 7


@given(st.text() | st.from_regex(r"[-+ ]?[0-9.,%eE ]{1,12}", fullmatch=True))
def test_a_text_is_never_read_as_another_number(text):
    if not text:
        return
    made = Workbook().active["F4"]
    made._value, made.data_type = text, "s"
    found = number(made, PERCENT)
    if isinstance(found, Decimal):
        digits = text.strip()
        assert set(digits) <= set("0123456789.")
        assert found == Decimal(digits)
        assert len(digits.partition(".")[2]) != 3


@given(st.integers() | st.floats(), st.sampled_from(InputUnit))
def test_a_number_is_read_as_itself_or_not_at_all(value, unit):
    found = number(cell(value), unit)
    if isinstance(found, Decimal):
        assert 0 <= found < 10**15
        assert float(found) == pytest.approx(value, rel=1e-14, abs=0)
        assert found == round(found, {WHOLE: 0, DOLLARS: 2, PERCENT: 4}[unit])


@given(st.decimals(0, 10**11, places=2))
def test_every_amount_of_money_is_read_to_the_cent(value):
    assert number(cell(float(value)), DOLLARS) == value
    assert number(cell(str(value)), DOLLARS) == value or str(value).startswith("0E")
