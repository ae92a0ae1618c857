"""With complete inputs no measure of the plan lacks a value, a comparison or an explanation."""

from analytics import pull
from analytics.period import Kind
from tests.analytics.register import NETWORK, NUMBERED, PERIODS, complete, write


async def test_every_series_has_a_value_a_comparison_and_everybody_who_should_report(filled):
    frame = pull("2026-S2", engine=filled).set_index("series")
    assert list(frame.index) == [it.series.code for it in NUMBERED]
    for each in ("status", "previous_status", "comparison"):
        assert set(frame[each]) == {"ok"}, frame[frame[each] != "ok"][["measure", each]]
    assert frame[["value", "previous_value", "difference"]].notna().all(axis=None)
    told = frame[frame["expected"].notna()]
    assert (told["expected"] == told["reported"]).all()
    assert (told["reported_whole"] == told["reported"]).all()
    assert told["missing"].isna().all()


async def test_one_who_is_missing_is_named_and_nothing_is_compared_with_a_part(filled, engine):
    """The period before the preceding one has no predecessor, and the next has half of it."""
    after = PERIODS[0].at(Kind.SEMESTER, PERIODS[0].index + 1)
    write(engine, complete(after, reporters=1))
    frame = pull(str(after), engine=filled).set_index("series")
    (of,) = [it for it in NUMBERED if it.series.code == "1.1.1.1a"]
    row = frame.loc["1.1.1.1a"]
    assert (row["expected"], row["reported"]) == (5, 1)
    assert row["missing"].split() == list(NETWORK.expected(of))[1:]
    assert row["comparison"] == "no comparable"
    assert frame.loc["3.2.4.1a", "status"] == "no comparable"


def test_who_should_report_is_who_answers_for_the_objective():
    by_code = {it.series.code: it for it in NUMBERED}
    assert set(NETWORK.expected(by_code["1.1.1.1a"])) == {"SME", "SAA", "SAP", "SEU", "SAE"}
    assert list(NETWORK.expected(by_code["3.2.4.1a"])) == list(NETWORK.consulates)
    assert NETWORK.expected(by_code["3.2.1.1a"]) == ()
    assert set(NETWORK.expected(by_code["1.12.1.1a"])) == set(NETWORK.units)
