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
    version,
)
from analytics.plan.kinds import Aggregation, Feed, InputUnit, Kind, Sentido, UnitOfMeasure
from analytics.plan.reading import PlanError

__all__ = [
    "Aggregation",
    "Feed",
    "Indicator",
    "Input",
    "InputUnit",
    "Kind",
    "Measure",
    "Objective",
    "PlanError",
    "Sentido",
    "Series",
    "UnitOfMeasure",
    "load",
    "measure",
    "measures",
    "objective",
    "version",
]
