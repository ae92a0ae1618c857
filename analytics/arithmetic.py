"""Which arithmetic a kind of number has, and how its formula reads."""

from collections.abc import Callable
from dataclasses import dataclass

from analytics.inputs import Computed, Inputs
from analytics.plan import Kind, Series, UnitOfMeasure
from analytics.shares import against_planned, per_unit, share
from analytics.totals import total
from analytics.variations import average_variation, variation

Arithmetic = Callable[[Inputs, Inputs], Computed]


@dataclass(frozen=True)
class Rule:
    """A kind's arithmetic over the inputs of a period and of the preceding one, and in words.

    `looks_back` says that the number itself compares two periods.
    """

    compute: Arithmetic
    formula: str
    looks_back: bool = False


_TOTAL = Rule(total, "suma de lo registrado en el período")
_SHARE = Rule(share, "100 × A / B")
RULES: dict[Kind, Rule] = {
    Kind.SHARE_OF_TOTAL: _SHARE,
    Kind.WEIGHTED_OBJECTIVES: Rule(
        share, "100 × A / B, donde A suma peso × grado alcanzado y B suma los pesos"
    ),
    Kind.PROGRESS_OF_WORKS: Rule(share, "100 × A / B, ambos acumulados al cierre del período"),
    Kind.EXECUTED_AGAINST_PROGRAMMED: _SHARE,
    Kind.TOTAL_AGAINST_PRECEDING: _TOTAL,
    Kind.STATISTICS_TABLE: _TOTAL,
    Kind.VARIATION_AGAINST_PRECEDING: Rule(
        variation, "100 × (A − A anterior) / A anterior", looks_back=True
    ),
    Kind.VARIATION_AGAINST_PLANNED: Rule(against_planned, "100 × (A − B) / B"),
    Kind.AVERAGE_WEIGHTED_BY_ACTS: Rule(
        average_variation,
        "100 × (A / B − A anterior / B anterior) / (A anterior / B anterior)",
        looks_back=True,
    ),
    Kind.SATISFACTION: Rule(share, "100 × respuestas 4 y 5 / respuestas válidas, de 1 a 5"),
}
_RATIO = Rule(per_unit, "A / B")


def rule_of(kind: Kind, series: Series) -> Rule:
    """A ratio is told from a percentage by the series' unit."""
    return _RATIO if series.unit is UnitOfMeasure.RATIO else RULES[kind]


def is_total(kind: Kind) -> bool:
    """Whether its inputs add up to one figure, whose difference is in units or in money."""
    return RULES[kind].compute is total
