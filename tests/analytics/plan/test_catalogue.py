"""The plan's catalogue is whole, nests, and stays as it was read from the plan."""

import hashlib
import json
from importlib import resources

import pytest

from analytics.plan import (
    Feed,
    InputUnit,
    Kind,
    Measure,
    Objective,
    PlanError,
    Series,
    UnitOfMeasure,
    load,
    measure,
    measures,
    objective,
)
from analytics.plan.catalogue import _parse
from analytics.plan.show import as_json_data, as_text

LAST = {1: 13, 2: 7, 3: 3}  # the last specific objective under each general one
NUMBERED_SERIES = [(each, series) for each in measures() for series in each.series]
PAIR = {
    Kind.SHARE_OF_TOTAL,
    Kind.WEIGHTED_OBJECTIVES,
    Kind.VARIATION_AGAINST_PLANNED,
    Kind.PROGRESS_OF_WORKS,
    Kind.EXECUTED_AGAINST_PROGRAMMED,
    Kind.AVERAGE_WEIGHTED_BY_ACTS,
    Kind.SATISFACTION,
}
WORDS_SHA256 = "4c7f2293e93d55a2110794a01021dc9557edb0df1ee88dc4e42f843f789adf0b"
UNITS = {
    Kind.TOTAL_AGAINST_PRECEDING: {UnitOfMeasure.NUMBER, UnitOfMeasure.AMOUNT},
    Kind.STATISTICS_TABLE: {UnitOfMeasure.NUMBER},
    Kind.VARIATION_AGAINST_PRECEDING: {UnitOfMeasure.RATE_OF_CHANGE},
    Kind.VARIATION_AGAINST_PLANNED: {UnitOfMeasure.RATE_OF_CHANGE},
    Kind.AVERAGE_WEIGHTED_BY_ACTS: {UnitOfMeasure.RATE_OF_CHANGE},
    Kind.SHARE_OF_TOTAL: {UnitOfMeasure.PERCENTAGE, UnitOfMeasure.RATIO},
    Kind.WEIGHTED_OBJECTIVES: {UnitOfMeasure.PERCENTAGE},
    Kind.PROGRESS_OF_WORKS: {UnitOfMeasure.PERCENTAGE},
    Kind.EXECUTED_AGAINST_PROGRAMMED: {UnitOfMeasure.PERCENTAGE},
    Kind.SATISFACTION: {UnitOfMeasure.PERCENTAGE},
}


def test_the_plan_has_three_general_and_23_specific_objectives_in_its_order():
    expected = [f"{general}.{n}" for general, last in LAST.items() for n in range(last + 1)]
    assert [each.code for each in load()] == expected


def test_it_has_as_many_indicators_and_measures_as_were_counted_in_the_plan():
    assert sum(len(each.indicators) for each in load()) == 115
    assert len(list(measures())) == 142
    assert sum(len(each.results) for each in load()) == 99


@pytest.mark.parametrize("each", load(), ids=lambda each: each.code)
def test_codes_are_numbered_one_inside_the_other(each: Objective):
    for i, indicator in enumerate(each.indicators, 1):
        assert indicator.code == f"{each.code}.{i}"
        for m, found in enumerate(indicator.measures, 1):
            assert found.code == f"{indicator.code}.{m}"
            letters = [series.code.removeprefix(found.code) for series in found.series]
            assert letters == list("abc"[: len(letters)])
            assert letters


@pytest.mark.parametrize("each", load(), ids=lambda each: each.code)
def test_every_objective_has_units_and_indicators_and_each_specific_one_its_results(
    each: Objective,
):
    assert each.directos
    assert each.indicators
    assert all(indicator.measures for indicator in each.indicators)
    assert bool(each.results) != each.code.endswith(".0")


def test_each_file_bears_the_code_of_its_objective():
    folder = resources.files("analytics.plan.objectives")
    stems = {file.name.removesuffix(".toml") for file in folder.iterdir() if ".toml" in file.name}
    assert stems == {each.code for each in load()}


@pytest.mark.parametrize(("found", "series"), NUMBERED_SERIES, ids=lambda each: each.code)
def test_every_number_has_the_inputs_and_the_unit_of_its_kind(found: Measure, series: Series):
    kind = found.kind_of(series)
    names = [each.name for each in series.inputs]
    assert len(names) == len(set(names))
    assert all(name.isidentifier() and name.isascii() and name.islower() for name in names)
    assert len(names) == 2 if kind in PAIR else names
    assert series.unit in UNITS[kind]
    assert bool(series.currency) == (series.unit is UnitOfMeasure.AMOUNT)


@pytest.mark.parametrize("found", tuple(measures()), ids=lambda each: each.code)
def test_a_measures_kind_is_that_of_its_first_number(found: Measure):
    assert found.series[0].kind is None
    assert all(series.kind != found.kind for series in found.series)


@pytest.mark.parametrize(
    ("name", "code", "feed"),
    [
        ("satisfaccion-exportacion", "2.3.3.1", Feed.SURVEY),
        ("satisfaccion-turismo", "2.5.4.1", Feed.SURVEY),
        ("satisfaccion-comunidades", "3.1.4.1", Feed.SURVEY),
        ("satisfaccion-consular", "3.2.1.1", Feed.SURVEY),
        ("visitas-itinerantes", "3.2.5.1", Feed.VISITS),
        ("personas-atendidas", "3.2.5.2", Feed.VISITS),
    ],
)
def test_a_fed_measure_is_found_by_name_and_by_code(name: str, code: str, feed: Feed):
    assert measure(name) is measure(code) is not None
    assert measure(code).fed_by is feed


def test_only_the_six_fed_measures_have_a_name():
    assert sum(bool(each.name) for each in measures()) == 6
    by_itself = {Feed.SURVEY, Feed.VISITS}
    assert all(bool(each.name) == (each.fed_by in by_itself) for each in measures())


def test_consulates_record_what_they_do():
    fed = [each.code for each in measures() if each.fed_by is Feed.CONSULATES]
    assert fed == ["3.0.1.2", "3.1.2.1", "3.1.6.1", "3.1.7.1", "3.2.4.1", "3.2.4.2", "3.3.2.1"]


def test_what_is_the_same_is_recorded_once_and_means_the_same_there():
    by_code = {series.code: (found, series) for found, series in NUMBERED_SERIES}
    shared = [(found, s, it) for found, s in NUMBERED_SERIES for it in s.inputs if it.same_as]
    assert len(shared) == 7
    for found, series, each in shared:
        code, name = series.recorded_as(each)
        measure_there, there = by_code[code]
        (original,) = [it for it in there.inputs if it.name == name]
        assert original.same_as is None
        assert (original.unit, there.aggregation) == (each.unit, series.aggregation)
        assert measure_there.fed_by is found.fed_by


def test_money_and_percentages_are_told_from_what_is_counted():
    for _, series in NUMBERED_SERIES:
        for each in series.inputs:
            is_money = "dólares" in each.text or bool(series.currency)
            assert not is_money or each.unit is InputUnit.DOLLARS, each


def test_what_the_plan_does_not_have_is_not_found():
    assert objective("3.4") is None
    assert measure("3.2.1") is None
    assert measure("satisfaccion") is None


def _words(each: Objective) -> list[str]:
    """Everything in an objective that is in the plan's own words."""
    overview = [each.overview_text] if each.overview_text else []
    indicators = [indicator.text for indicator in each.indicators]
    found = [found.text for indicator in each.indicators for found in indicator.measures]
    units = [*each.directos, *each.subsidiarios]
    return [each.text, *overview, *units, *each.results, *indicators, *found]


@pytest.mark.parametrize("each", load(), ids=lambda each: each.code)
def test_texts_are_joined_into_single_lines(each: Objective):
    assert all(text == " ".join(text.split()) for text in _words(each))
    assert not any("•" in text or "- " in text for text in _words(each))


def test_the_plans_words_are_those_that_were_checked_against_it():
    """Every text was found in the plan; who changes one checks it there, then renews this sum."""
    words = "\n".join(text for each in load() for text in _words(each))
    assert hashlib.sha256(words.encode()).hexdigest() == WORDS_SHA256


def test_the_json_form_has_exactly_the_agreed_entries():
    plan = json.loads(json.dumps(as_json_data()))
    assert plan == as_json_data()
    for each in plan:
        entries = ["code", "text", "directos", "subsidiarios", "results", "indicators"]
        assert [key for key in each if key != "overview_text"] == entries
        for indicator in each["indicators"]:
            assert list(indicator) == ["code", "text", "measures"]
            for found in indicator["measures"]:
                assert list(found)[:4] == ["code", "text", "kind", "series"]
                assert set(found) <= {"code", "text", "kind", "series", "name", "fed_by"}
                for series in found["series"]:
                    always = ["code", "text", "unit", "sentido", "aggregation", "inputs"]
                    assert list(series)[:6] == always
                    assert set(series) <= {*always, "kind", "currency"}
                    assert all(
                        list(each)[:3] == ["name", "text", "unit"] for each in series["inputs"]
                    )


def test_the_tree_names_every_number_within_its_width():
    lines = as_text().splitlines()
    heads = {line.split()[0] for line in lines if line}
    assert {series.code for _, series in NUMBERED_SERIES} <= heads
    assert max(map(len, lines)) <= 100


WHOLE = """
code = "9.1"
text = "Probar."
directos = ["OPE"]
subsidiarios = []
results = []

[[indicators]]
code = "9.1.1"
text = "Pruebas"

[[indicators.measures]]
code = "9.1.1.1"
text = "Número de pruebas."
kind = "total_against_preceding"

[[indicators.measures.series]]
code = "9.1.1.1a"
text = "Pruebas"
unit = "número"
sentido = "ascendente"
aggregation = "suma"
inputs = [{ name = "pruebas", text = "Pruebas hechas" }]
"""


def test_a_whole_file_is_read():
    assert _parse("9.1.toml", WHOLE.encode()).indicators[0].measures[0].series[0].inputs


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ('directos = ["OPE"]', "", r"missing entries \['directos'\]"),
        ("subsidiarios = []", "subsidiarios = []\nmeta = 3", r"unknown entries \['meta'\]"),
        ('kind = "total_against_preceding"', 'kind = "sum"', "measures 1: kind: 'sum' is not"),
        ('unit = "número"', 'unit = "numero"', "series 1: unit: 'numero' is not"),
        ('directos = ["OPE"]', 'directos = "OPE"', "directos: expected a list"),
        ('directos = ["OPE"]', "directos = [3]", "directos 1: expected words, found 3"),
        ('text = "Pruebas hechas"', 'text = ""', "inputs 1: text: expected words, found ''"),
        ("{ name", '"pruebas", { name', "inputs 1: expected a table"),
        ('code = "9.1"', "code = 9.1.1", r"\(at line 2"),
    ],
)
def test_a_faulty_file_stops_the_reading_and_is_named(right: str, wrong: str, complaint: str):
    with pytest.raises(PlanError, match=rf"^9\.1\.toml: .*{complaint}"):
        _parse("9.1.toml", WHOLE.replace(right, wrong, 1).encode())
