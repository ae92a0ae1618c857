"""Beside each national figure: who has not recorded it yet, and how near its goal it has come."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.attainment import Figure, Goal, advance, advance_from_baseline, light
from analytics.coverage import Network, coverage
from analytics.numbered import Numbered
from analytics.period import Period
from analytics.plan import Sentido
from analytics.status import Status
from analytics.window import Window


def cover(  # noqa: PLR0913, PLR0917 - the figures, and everything that stands beside them
    frame: pd.DataFrame,
    series: Sequence[Numbered],
    periods: Sequence[Period],
    window: Window,
    units: pd.DataFrame,
    offices: pd.DataFrame,
    targets: pd.DataFrame,
) -> pd.DataFrame:
    """The frame of analytics.pull with coverage, goal, advances and light, for its rows' period.

    The frames' columns are told in analytics/frames.py.
    """
    network = Network(
        dict(zip(units["code"], units["directo"], strict=True)), list(offices["code"])
    )
    names = {it.index - window.first: str(it) for it in periods}
    goals = {(it["series"], it["period"]): it for it in targets.to_dict("records")}
    beside = []
    for row in frame.to_dict("records"):
        of = series[row["order"]]
        goal = goals.get((of.series.code, names[row["offset"]]))
        covered = _covered(row, of, network, window.kind.months)
        beside.append(covered | _attained(row, of, goal, is_partial=_is_partial(covered)))
    return frame.assign(**pd.DataFrame(beside, index=frame.index))


def _covered(
    row: Mapping[Any, Any], of: Numbered, network: Network, months: int
) -> dict[str, Any]:
    reporters = row.get("reporters")
    found = coverage(network, of, reporters if isinstance(reporters, str) else "", months)
    if found is None:
        return dict.fromkeys(("expected", "reported", "reported_whole", "missing"))
    return {
        "expected": found.expected,
        "reported": found.reported,
        "reported_whole": found.whole,
        "missing": " ".join(found.missing) or None,
    }


def _is_partial(covered: Mapping[str, Any]) -> bool:
    """Whether anybody who should have recorded it has not, or not all of the period."""
    return covered["expected"] is not None and covered["reported_whole"] < covered["expected"]


def _attained(
    row: Mapping[Any, Any],
    of: Numbered,
    target: Mapping[Any, Any] | None,
    *,
    is_partial: bool,
) -> dict[str, Any]:
    """A goal is set for all who should report: a part of them is not compared with it."""
    figure = Figure(
        _number(row.get("value")),
        Status(row["status"]),
        _number(row.get("low")),
        _number(row.get("high")),
    )
    sentido = Sentido(of.series.sentido)
    if target is None:
        none = dict.fromkeys(("baseline", "goal", "advance", "advance_from_baseline", "relevance"))
        return none | {"light": str(light(figure, None, sentido))}
    goal = Goal(target["goal"], _number(target["baseline"]), target["green"], target["amber"])
    if is_partial and figure.status is Status.OK:
        figure = Figure(None, Status.NOT_COMPARABLE)
    return {
        "baseline": goal.baseline,
        "goal": goal.goal,
        "relevance": target["relevance"],
        "advance": advance(figure, goal, sentido),
        "advance_from_baseline": advance_from_baseline(figure, goal),
        "light": str(light(figure, goal, sentido)),
    }


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
