"""What a unit is asked: everything of its objectives that nobody else feeds, once."""

from itertools import chain

from analytics import plan
from analytics.plan import Kind
from analytics.workbook.inputs import asked, weighted
from db import units

EVERY = [it.code for it in plan.load()]


def test_what_answers_and_consulates_feed_is_not_asked():
    keys = {it.key for it in asked(["3.2"])}
    assert keys == {
        "3.2.2.1a/consultas",
        "3.2.2.1b/gestiones",
        "3.2.3.1a/cursos",
        "3.2.3.2a/personal_capacitado",
    }


def test_every_input_that_units_record_is_asked_once_or_one_by_one():
    single = [it.key for it in asked(EVERY)]
    listed = [it.series.code for it in weighted(EVERY)]
    assert len(set(single)) == len(single)
    assert len(set(listed)) == len(listed) == 23
    for measure in plan.measures():
        for series in measure.series:
            for each in series.inputs:
                one_by_one = measure.kind_of(series) is Kind.WEIGHTED_OBJECTIVES
                recorded = measure.fed_by is None and each.same_as is None
                assert (f"{series.code}/{each.name}" in single) == (recorded and not one_by_one)


def test_what_is_the_same_is_asked_under_its_original_alone():
    keys = {it.key for it in asked(EVERY)}
    assert "1.0.4.1a/misiones_consulares" in keys
    assert not [it for it in keys if it.startswith("2.0.") and it.endswith("misiones_consulares")]


def test_of_a_weighted_objective_the_weight_is_the_second_input():
    for it in weighted(EVERY):
        assert it.series.inputs == (it.reached, it.set_out)
        assert "alcanzad" in it.reached.text
        assert {each.same_as for each in it.series.inputs} == {None}


def test_every_input_that_units_record_has_a_unit_that_is_asked_for_it():
    found = units.read()
    duties = set(chain.from_iterable(it.directo for it in found if isinstance(it, units.Unit)))
    assert {it.key for it in asked(duties)} == {it.key for it in asked(EVERY)}
