"""The surveys and the figures agree on which question counts, and on the words of its levels."""

from pathlib import Path

import pytest

import surveys
from analytics import plan
from analytics.frames import HEADLINE
from analytics.satisfaction import LABELS
from surveys import Survey

LIBRARY = sorted((Path(surveys.__file__).parent / "library").glob("satisfaccion-*.xlsx"))


@pytest.mark.parametrize("workbook", LIBRARY, ids=lambda path: path.stem)
def test_the_headline_of_every_survey_is_the_question_we_count(workbook):
    survey = surveys.load(workbook)
    assert isinstance(survey, Survey)
    assert survey.headline.name == HEADLINE
    words = {choice.name: choice.labels["es"] for choice in survey.headline.choices}
    assert {name: words[str(name)] for name in LABELS} == LABELS
    measure = plan.measure(survey.form_id)
    assert measure is not None
    assert measure.kind is plan.Kind.SATISFACTION
