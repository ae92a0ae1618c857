"""The strategic plan's whole catalogue, as reviewed data."""

from analytics.plan.catalogue import (
    Indicator,
    Input,
    Measure,
    Objective,
    Series,
    load,
    measure,
    measures,
    objective,
)
from analytics.plan.kinds import Feed, Kind, UnitOfMeasure
from analytics.plan.reading import PlanError

__all__ = [
    "Feed",
    "Indicator",
    "Input",
    "Kind",
    "Measure",
    "Objective",
    "PlanError",
    "Series",
    "UnitOfMeasure",
    "load",
    "measure",
    "measures",
    "objective",
]
