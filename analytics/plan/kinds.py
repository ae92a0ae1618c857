"""How a number of the plan is computed, in what it is counted, and who feeds it."""

from enum import StrEnum


class Kind(StrEnum):
    """The arithmetic of a number; where it has two inputs, the first is set against the second.

    Every number is also shown beside its value in the preceding period, whatever its kind.
    """

    SHARE_OF_TOTAL = "share_of_total"
    """First input over second, in the same period; a ratio where the first is no part of it."""

    WEIGHTED_OBJECTIVES = "weighted_objectives"
    """Weights of the objectives reached over the weights of those set."""

    TOTAL_AGAINST_PRECEDING = "total_against_preceding"
    """The sum of the inputs: a count, or an amount in the series' currency."""

    VARIATION_AGAINST_PRECEDING = "variation_against_preceding"
    """Change of the input since the preceding period, in per cent of it."""

    VARIATION_AGAINST_PLANNED = "variation_against_planned"
    """Distance of the first input from the second, the planned one, in per cent of the second."""

    PROGRESS_OF_WORKS = "progress_of_works"
    """Done up to the close of the period over all there is to do; it accumulates."""

    EXECUTED_AGAINST_PROGRAMMED = "executed_against_programmed"
    """Done or spent in the period over what was programmed for it; it may pass 100 %."""

    AVERAGE_WEIGHTED_BY_ACTS = "average_weighted_by_acts"
    """Change of (first input over acts, the second) since the preceding period, in per cent."""

    SATISFACTION = "satisfaction"
    """Answers 4 and 5 over valid answers 1 to 5."""

    STATISTICS_TABLE = "statistics_table"
    """Figures to be tabulated, with no arithmetic of their own."""


class UnitOfMeasure(StrEnum):
    """The units of CEPLAN's application that the plan needs, as its planners write them."""

    AMOUNT = "cantidad"
    NUMBER = "número"
    PERCENTAGE = "porcentaje"
    RATIO = "ratio"
    RATE_OF_CHANGE = "tasa de variación"


class Sentido(StrEnum):
    """Which way the ministry wants the number to go: CEPLAN's "sentido esperado".

    The reading is ours; a planner's approved ficha wins over it.
    """

    ASCENDING = "ascendente"
    DESCENDING = "descendente"
    UNDEFINED = "no definido"


class Aggregation(StrEnum):
    """How what was recorded in the months of a period makes up the period's value.

    Over consulates and units every input adds up, whichever it is.
    """

    SUM = "suma"
    """What happened in the period: its months add up."""

    CLOSE = "cierre"
    """A state: each office or unit counts as it stood when the period closed."""


class InputUnit(StrEnum):
    """In what an input is recorded, and so which numbers can be right: units come whole."""

    WHOLE = "unidades"
    DOLLARS = "USD"
    PERCENT = "%"


class Feed(StrEnum):
    """Where a measure's inputs come from; without one, the responsible units record them."""

    SURVEY = "survey"
    VISITS = "visits"
    CONSULATES = "consulates"
    """Each consulate records them month by month, in the staff's chat."""
