"""An explanation: from the plan's sentence to the figure, with every record in between."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from analytics import figures, plan
from analytics.arithmetic import is_total, rule_of
from analytics.attainment import Light
from analytics.numbered import Numbered, numbered
from analytics.output import WORDS, change, records
from analytics.period import Period
from analytics.pull import measured
from analytics.satisfaction import LABELS
from analytics.status import Status
from analytics.traces import read_records
from analytics.window import Window
from analytics.wrapping import wrapped

_LETTERS = "ABCDEF"
_WHO = {
    plan.Feed.SURVEY: "las personas atendidas, al responder la encuesta",
    plan.Feed.VISITS: "cada consulado, al registrar sus visitas itinerantes",
    plan.Feed.CONSULATES: "cada consulado, mes a mes",
    None: "cada unidad directamente responsable del objetivo",
}
_MONTHS = {
    plan.Aggregation.SUM: "los meses se suman",
    plan.Aggregation.CLOSE: "vale lo último del período",
}


def explain(
    connection: Connection, measure: plan.Measure, period: Period, *, up_to: int | None = None
) -> str:
    """The measure in plain Spanish: sentence, formula, inputs, sources, steps and result."""
    mine = [it for it in numbered(plan.load()) if it.measure.code == measure.code]
    objective = mine[0].objective
    frame = measured(connection, [period], [objective], None, up_to=up_to)
    rows = {row["series"]: row for row in records(frame)}
    lines = [
        *wrapped(0, f"{measure.code}  ", measure.text),
        *wrapped(2, "Indicador: ", f"{mine[0].indicator.code} {mine[0].indicator.text}"),
        *wrapped(2, "Objetivo: ", f"{objective.code} {objective.text}"),
        f"  Período: {period} ({period.label}). Anterior: {period.preceding}.",
        f"  Definiciones: versión {plan.version()}.",
    ]
    for it in mine:
        lines += ["", *_of_series(connection, it, rows[it.series.code], period, up_to)]
    return "\n".join(lines) + "\n"


def _of_series(
    connection: Connection,
    it: Numbered,
    row: dict[str, Any],
    period: Period,
    up_to: int | None,
) -> Iterator[str]:
    unit = f"{it.series.unit} en {it.series.currency}" if it.series.currency else it.series.unit
    yield from wrapped(0, f"{it.series.code}  ", f"{it.series.text} [{unit}]")
    yield f"  Sentido esperado: {it.series.sentido}."
    yield f"  Fórmula: {rule_of(it.kind, it.series).formula}."
    yield f"  Quién informa: {_WHO[it.measure.fed_by]}."
    yield from _coverage(row)
    if it.measure.fed_by is plan.Feed.SURVEY:
        yield from _answers(row)
    else:
        now, before = (_told(connection, it, span, up_to) for span in (period, period.preceding))
        yield from (*now.lines, *before.lines)
        yield from _calculation(it, row, now, before)
        if row["comparison"] == Status.NOT_COMPARABLE:
            yield from _what_differs(now, before)
    yield from _result(it, row)


def _coverage(row: dict[str, Any]) -> Iterator[str]:
    if row["expected"] is None:
        return
    whole = f", {row['reported_whole']} de ellos por todo el período"
    told = f"{row['reported']} de {row['expected']}{whole if row['reported'] else ''}"
    yield f"  Informaron: {told}."
    if row["missing"]:
        yield from wrapped(2, "Faltan: ", row["missing"])


def _answers(row: dict[str, Any]) -> Iterator[str]:
    if row["status"] != Status.OK:
        return
    yield "  Respuestas válidas a la pregunta general:"
    for score, label in LABELS.items():
        yield f"    {score} {label}: {figures.count(row[f'c{score}'])}"
    yield f"    «No aplica», fuera del cálculo: {figures.count(row['not_applicable'])}"
    counted = f"{figures.count(row['numerator'])} / {figures.count(row['denominator'])}"
    yield f"  Cálculo: 100 × {counted} = {figures.percent(row['value'])}"
    yield (
        f"  Intervalo de 95 % (Wilson): {figures.number(row['low'])} a "
        f"{figures.number(row['high'])}"
    )


@dataclass(frozen=True)
class _Told:
    """What was recorded of a series in one period: in lines, summed by letter, and by whom."""

    lines: list[str]
    totals: dict[str, float | None]
    months: dict[str, int]  # records of the first input by reporter


def _told(connection: Connection, it: Numbered, period: Period, up_to: int | None) -> _Told:
    window = Window.before([period], 0)
    frames = {
        letter: read_records(
            connection,
            *it.series.recorded_as(each),
            window,
            it.series.aggregation,
            up_to=up_to,
        )
        for letter, each in zip(_LETTERS, it.series.inputs, strict=False)
    }
    lines = [f"  Datos de {period}:"]
    one_by_one = it.kind is plan.Kind.WEIGHTED_OBJECTIVES
    totals: dict[str, float | None] = {}
    if one_by_one:
        lines += ["    Objetivos, uno por uno:", *_objectives(frames["B"], frames["A"])]
    for letter, each in zip(_LETTERS, it.series.inputs, strict=False):
        found = frames[letter]
        series, _ = it.series.recorded_as(each)
        as_recorded = f", registrado en {series}" if series != it.series.code else ""
        rule = f"{each.unit}; {_MONTHS[it.series.aggregation]}{as_recorded}"
        lines += wrapped(4, f"{letter}: ", f"{each.text} ({rule})")
        if not one_by_one:
            lines += _records(found)
        known = found["value"].dropna()
        totals[letter] = float(known.sum()) if len(known) else None
        total = "sin dato" if totals[letter] is None else figures.exact(totals[letter])
        lines.append(f"      {letter} de {period} = {total}")
    spans = frames["A"].drop_duplicates(["reporter", "month", "last_month"])
    return _Told(lines, totals, Counter(map(str, spans["reporter"])))


def _records(found: pd.DataFrame) -> Iterator[str]:
    """What each reporter told, in one line."""
    for reporter, theirs in found.groupby("reporter"):
        known = theirs["value"].dropna()
        total = figures.exact(known.sum()) if len(known) else "no corresponde"
        several = f" en {len(theirs)} registros" if len(theirs) > 1 else ""
        yield from wrapped(6, f"{reporter}  {total}{several}. ", _origin(theirs))


def _objectives(weights: pd.DataFrame, reached: pd.DataFrame) -> Iterator[str]:
    """Each objective with its weight and the degree reached, so that the sums can be followed."""
    keys = ["reporter", "statement"]
    both = weights.merge(reached[[*keys, "value"]], on=keys, suffixes=("", "_reached"))
    for _, it in both.iterrows():
        if math.isnan(it["value"]):
            yield from wrapped(6, f"{it['reporter']}  retirado. ", it["statement"])
            continue
        degree = 100 * it["value_reached"] / it["value"]
        weight = f"peso {figures.exact(it['value'])} × {figures.exact(degree)} %"
        head = f"{it['reporter']}  {weight} = {figures.exact(it['value_reached'])}. "
        yield from wrapped(6, head, f"{it['statement']}. {_origin(it.to_frame().T)}")


def _calculation(it: Numbered, row: dict[str, Any], now: _Told, before: _Told) -> Iterator[str]:
    """The formula with its numbers in it."""
    if row["status"] != Status.OK:
        return
    formula = rule_of(it.kind, it.series).formula.partition(",")[0]
    if is_total(it.kind):
        terms = [letter for letter in now.totals if now.totals[letter] is not None]
        if len(terms) < 2:
            return
        formula = " + ".join(terms)
    for letter in now.totals:
        old = figures.exact(before.totals[letter])
        formula = formula.replace(f"{letter} anterior", old)
        formula = re.sub(rf"\b{letter}\b", figures.exact(now.totals[letter]), formula)
    yield f"  Cálculo: {formula} = {figures.in_unit(row['value'], str(it.series.unit))}"


def _what_differs(now: _Told, before: _Told) -> Iterator[str]:
    """Who recorded one of the two periods only, or not as often: so they do not compare."""
    here, there = now.months, before.months
    told = {
        "solo ahora": here.keys() - there.keys(),
        "solo antes": there.keys() - here.keys(),
        "con otros meses": {it for it in here.keys() & there.keys() if here[it] != there[it]},
    }
    for word, names in told.items():
        if names:
            yield from wrapped(2, f"No se compara, {word}: ", " ".join(sorted(names)))


def _origin(theirs: pd.DataFrame) -> str:
    sources = sorted({str(it) for it in theirs["source"].dropna()})
    shown = "; ".join(sources[:3]) + (f" y {len(sources) - 3} más" if len(sources) > 3 else "")
    reasons = sorted({str(it) for it in theirs["reason"].dropna()})
    corrected = f" Corregido: {'; '.join(reasons)}." if reasons else ""
    return f"Fuente: {shown or 'no indicada'}. Registrado: {theirs['day'].max()}.{corrected}"


def _result(it: Numbered, row: dict[str, Any]) -> Iterator[str]:
    unit = str(it.series.unit)
    shown = WORDS[Status(row["status"])] or figures.in_unit(row["value"], unit)
    yield f"  Resultado: {shown}"
    before = WORDS[Status(row["previous_status"])] or figures.in_unit(row["previous_value"], unit)
    yield f"  Período anterior ({row['previous_period']}): {before}"
    yield f"  Comparación: {change(row) or WORDS[Status(row['comparison'])] or '—'}"
    if row["goal"] is None:
        yield "  Meta: no hay una registrada para este período."
        return
    yield f"  Meta: {figures.in_unit(row['goal'], unit)}. Semáforo: {row['light']}."
    if row["advance"] is not None and row["light"] != Light.NO_GOAL:
        yield f"  Avance de tipo I: {figures.percent(row['advance'])}"
    if row["advance_from_baseline"] is not None:
        base = figures.in_unit(row["baseline"], unit)
        advance = figures.percent(row["advance_from_baseline"])
        yield f"  Avance de tipo II, desde la línea de base ({base}): {advance}"
