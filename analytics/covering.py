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
        beside.append(_covered(row, of, network, window.kind.months) | _attained(row, of, goal))
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


def _attained(
    row: Mapping[Any, Any], of: Numbered, target: Mapping[Any, Any] | None
) -> dict[str, Any]:
    figure = Figure(
        _number(row.get("value")),
        Status(row["status"]),
        _number(row.get("low")),
        _number(row.get("high")),
    )
    sentido = Sentido(of.series.sentido)
    if target is None:
        none = dict.fromkeys(("baseline", "goal", "advance", "advance_from_baseline"))
        return none | {"light": str(light(figure, None, sentido))}
    goal = Goal(target["goal"], _number(target["baseline"]), target["green"], target["amber"])
    return {
        "baseline": goal.baseline,
        "goal": goal.goal,
        "advance": advance(figure, goal, sentido),
        "advance_from_baseline": advance_from_baseline(figure, goal),
        "light": str(light(figure, goal, sentido)),
    }


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
