"""The plan for a program to read (JSON) and for a person to read (a tree)."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from analytics.plan.catalogue import Indicator, Measure, Objective, Series, load
from analytics.wrapping import wrapped


def as_json_data() -> list[dict[str, Any]]:
    """Every objective as plain data; entries that the plan leaves open are left out."""
    return [asdict(objective, dict_factory=_plain) for objective in load()]


def as_text() -> str:
    return "\n\n".join("\n".join(_objective_lines(each)) for each in load()) + "\n"


def _plain(entries: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in entries
        if value is not None
    }


def _objective_lines(objective: Objective) -> Iterator[str]:
    yield from wrapped(0, f"{objective.code}  ", objective.text)
    if objective.overview_text:
        yield from wrapped(2, "En el resumen del plan: ", objective.overview_text)
    yield from wrapped(2, "Directos: ", ", ".join(objective.directos))
    if objective.subsidiarios:
        yield from wrapped(2, "Subsidiarios: ", ", ".join(objective.subsidiarios))
    if objective.results:
        yield "  Resultados esperados:"
    for result in objective.results:
        yield from wrapped(4, "• ", result)
    yield "  Indicadores y medidas:"
    for indicator in objective.indicators:
        yield from _indicator_lines(indicator)


def _indicator_lines(indicator: Indicator) -> Iterator[str]:
    yield from wrapped(4, f"{indicator.code}  ", indicator.text)
    for measure in indicator.measures:
        yield from _measure_lines(measure)


def _measure_lines(measure: Measure) -> Iterator[str]:
    name = f" ({measure.name})" if measure.name else ""
    yield from wrapped(6, f"{measure.code}  ", measure.text + name)
    for series in measure.series:
        yield from wrapped(8, f"{series.code}  ", _in_one_line(series))


def _in_one_line(series: Series) -> str:
    unit = f"{series.unit} en {series.currency}" if series.currency else series.unit
    return f"{series.text} [{unit}]. Datos: " + "; ".join(each.text for each in series.inputs)
