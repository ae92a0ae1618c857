"""Progress of works: done up to the close of the period over all there is to do."""

import pytest

from analytics.plan import Kind

TABLE = [
    # A hitos cumplidos, B previstos -> por ciento
    (12, 40, 30),
    (40, 40, 100),
    (0, 40, 0),
    (0, 0, "no calculable"),
    (12, None, "sin dato"),
]


@pytest.mark.parametrize(("done", "to_do", "percent"), TABLE)
def test_progress_is_what_is_done_of_all(computes, done, to_do, percent):
    assert computes(Kind.PROGRESS_OF_WORKS, (done, to_do)) == percent
