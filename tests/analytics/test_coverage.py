"""Coverage: who should have recorded a series, who did, for how long, and who is missing."""

from dataclasses import replace

import pytest

from analytics.coverage import Coverage, Network, coverage
from analytics.plan import Feed
from tests.analytics.register import NUMBERED

NETWORK = Network({"OPE": ["1.2", "3.2"], "SAA": ["1.2"], "ADP": []}, ["MAD", "NYC"])
BY_CODE = {it.series.code: it for it in NUMBERED}
PAIR = BY_CODE["1.2.2.1a"]  # two inputs
SINGLE = BY_CODE["3.2.3.1a"]
ACTS = BY_CODE["3.2.4.1a"]  # the consulates'
MONTHS = 6

TABLE = [
    # series, reporters of each input -> expected, reported, whole, missing
    (PAIR, "OPE:6 SAA:6|OPE:6 SAA:6", (2, 2, 2, ())),
    (PAIR, "OPE:6 SAA:6|OPE:6 SAA:5", (2, 2, 1, ())),
    (PAIR, "OPE:6 SAA:6|OPE:6", (2, 1, 1, ("SAA",))),  # half a pair is not told
    (PAIR, "OPE:6|SAA:6", (2, 0, 0, ("OPE", "SAA"))),
    (PAIR, "|", (2, 0, 0, ("OPE", "SAA"))),
    (PAIR, "", (2, 0, 0, ("OPE", "SAA"))),
    (PAIR, "OPE:6 SAA:6", (2, 0, 0, ("OPE", "SAA"))),  # nobody told any second input
    (PAIR, "OPE:6 DGA:6|OPE:6 DGA:6", (2, 1, 1, ("SAA",))),  # who is not asked does not count
    (SINGLE, "OPE:6", (1, 1, 1, ())),
    (SINGLE, "OPE:6|", (1, 1, 1, ())),
    (SINGLE, "OPE:1", (1, 1, 0, ())),
    (ACTS, "MAD:6", (2, 1, 1, ("NYC",))),
    (ACTS, "MAD:6 NYC:2", (2, 2, 1, ())),
]


@pytest.mark.parametrize(("series", "reporters", "told"), TABLE)
def test_who_has_recorded_every_input_of_a_series(series, reporters, told):
    assert coverage(NETWORK, series, reporters, MONTHS) == Coverage(*told)


def test_an_acronym_may_have_a_hyphen():
    network = Network({"SCP-DGC": ["3.2"]}, [])
    assert coverage(network, SINGLE, "SCP-DGC:6", MONTHS) == Coverage(1, 1, 1, ())


@pytest.mark.parametrize("feed", [Feed.SURVEY, Feed.VISITS])
def test_nobody_is_expected_to_record_what_answers_and_visits_yield(feed):
    fed = replace(SINGLE, measure=replace(SINGLE.measure, fed_by=feed))
    assert coverage(NETWORK, fed, "MAD:6", MONTHS) is None


def test_nobody_is_expected_where_nobody_answers_for_the_objective():
    assert coverage(Network({"OPE": ["1.2"]}, ["MAD"]), SINGLE, "", MONTHS) is None


def test_what_is_recorded_elsewhere_is_expected_of_those_who_answer_there():
    borrowed = [it for it in NUMBERED if it.series.inputs[0].same_as]
    assert borrowed
    for it in borrowed:
        home, _, _ = it.series.inputs[0].same_as.partition("/")
        if it.measure.fed_by is None:
            assert NETWORK.expected(it) == NETWORK.expected(BY_CODE[home])
