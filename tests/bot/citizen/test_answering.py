"""To leave an answer as it is gives the same answer once more."""

from decimal import Decimal

import pytest

from bot.citizen.answering import _same
from surveys import Ask, Choice, Question, Range, read

CHOICES = (Choice("a", {"es": "A"}), Choice("b", {"es": "B"}))
EIGHTHS = Range(Decimal(1), Decimal(2), Decimal("0.125"))


@pytest.mark.parametrize(
    ("question", "given"),
    [
        pytest.param(Question("q", "range", range=EIGHTHS), "1.125", id="range"),
        pytest.param(Question("q", "decimal"), "1.125", id="decimal"),
        pytest.param(Question("q", "integer"), -3, id="integer"),
        pytest.param(Question("q", "date"), "2026-02-28", id="date"),
        pytest.param(Question("q", "time"), "15:30:00", id="time"),
        pytest.param(Question("q", "text"), "1.125, o «omitir»", id="text"),
        pytest.param(Question("q", "select_one", choices=CHOICES), "b", id="one"),
        pytest.param(Question("q", "select_multiple", choices=CHOICES), ("a", "b"), id="several"),
    ],
)
def test_an_answer_that_is_left_stays_the_same(question, given):
    assert read(question, _same(Ask(question, (), {"q": given})), "es") == given
