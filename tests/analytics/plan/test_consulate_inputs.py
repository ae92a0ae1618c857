"""What the staff's chat asks of consulates is what the plan has them record."""

from analytics import plan
from db import consulate_inputs
from db.observations import Input


def test_consulates_are_asked_for_exactly_the_inputs_they_feed():
    fed = {
        Input(*series.recorded_as(each))
        for measure in plan.measures()
        if measure.fed_by is plan.Feed.CONSULATES
        for series in measure.series
        for each in series.inputs
    }
    assert set(consulate_inputs.ASKED) == fed
    assert len(consulate_inputs.ASKED) == len(fed)
