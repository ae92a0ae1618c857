"""Names and codes that SPSS takes: none twice, none refused, "no aplica" missing."""

import re

from hypothesis import given
from hypothesis import strategies as st

from analytics.answers_out.column import Column
from analytics.answers_out.variable import variables_of
from tests.analytics.answers_out.forms import book

RESERVED = ["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"]
HEADERS = st.text("aB_/.-ñ1", min_size=1, max_size=80) | st.sampled_from([*RESERVED, "_id", "id"])
NAMES = st.sampled_from(["1", "2", "5", "99", "98", "-3", "07", "na", "otro", "9" * 30, "²"])


def choice(header: str, names: list[str]) -> Column:
    return Column(header, "choice", "select_one", {}, lambda _: None, {it: {} for it in names})


@given(st.lists(HEADERS, max_size=20))
def test_every_header_gets_a_name_of_its_own_that_spss_takes(headers):
    names = [it.name for it in variables_of([choice(it, []) for it in headers])]
    assert len({it.casefold() for it in names}) == len(headers)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", it, re.ASCII) for it in names)
    assert not {it.upper() for it in names} & set(RESERVED)


@given(st.lists(NAMES, unique=True, max_size=8))
def test_no_two_choices_share_a_code_and_a_number_is_its_own(names):
    (variable,) = variables_of([choice("q", names)])
    assert list(variable.codes) == names
    assert len(set(variable.codes.values())) == len(names)
    assert all(variable.codes[it] == int(it) for it in names if it in {"1", "2", "5", "99", "-3"})


def test_no_aplica_is_missing_on_a_scale_and_nothing_else_is():
    found = {it.column.header: it for it in book().variables}
    scale = found["satisfaccion"]
    assert scale.codes == {"5": 5, "4": 4, "3": 3, "2": 2, "1": 1, "na": 99}
    assert list(scale.missing) == [99]
    assert not any(it.missing for it in found.values() if it is not scale)
    assert found["_id"].name == "id"
    assert found["__version__"].name == "version"
