"""The pull as a person reads it in a terminal, and as programs read it: JSON and CSV."""

import csv
import io
import json
import textwrap
from collections.abc import Iterator
from typing import Any, Literal

import pandas as pd

from analytics import figures
from analytics.attainment import Light
from analytics.harmless import harmless
from analytics.numbered import DOLLARS, POINTS
from analytics.period import Period
from analytics.status import Status

Format = Literal["table", "json", "csv"]

WORDS = {
    Status.OK: "",
    Status.NO_DATA: "sin dato",
    Status.NOT_COMPARABLE: "no comparable",
    Status.NOT_COMPUTABLE: "no calculable",
    Status.SUPPRESSED: "oculto",
}
_SAID_BEFORE = {*WORDS, Light.NO_GOAL, None}  # under "Valor", or not worth a word
_WHERE_THERE_IS_SOME = {" Informaron", " Meta", "Semáforo"}
TEXT_WIDTH = 44
DEMONSTRATION = "DATOS DE DEMOSTRACIÓN: las cifras son inventadas."
HIDDEN = "Oculto: menos de 10 respuestas válidas, o permitiría deducir una cifra oculta."
VOLUNTARY = (
    "Responde quien quiere: no es una muestra probabilística. El intervalo (95 %, Wilson) supone "
    "que quienes respondieron se parecen a los demás."
)


def render(frame: pd.DataFrame, form: Format) -> str:
    """What analytics.pull returned, as text that ends in a newline."""
    match form:
        case "table":
            return "\n".join(_table(frame)) + "\n"
        case "json":
            return json.dumps(records(frame), ensure_ascii=False, indent=2) + "\n"
        case "csv":
            return _csv(frame)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """What is missing is None, whatever the column's type calls it."""
    plain = frame.astype(object)
    return [
        {str(name): value for name, value in record.items()}
        for record in plain.where(plain.notna(), None).to_dict("records")
    ]


def _csv(frame: pd.DataFrame) -> str:
    """RFC 4180; texts cannot become formulas, numbers stay numbers."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(frame.columns)
    for record in records(frame):
        writer.writerow([harmless(value) for value in record.values()])
    return text.getvalue()


def _table(frame: pd.DataFrame) -> Iterator[str]:
    if "demostración" in set(frame["data"]):
        yield DEMONSTRATION
    for period, preceding in sorted(
        set(zip(frame["period"], frame["previous_period"], strict=True))
    ):
        yield f"Período: {_named(period)}. Anterior: {_named(preceding)}."
    yield ""
    lines = [_line(record) for record in records(frame)]
    yield from _aligned([{name: line[name] for name in _worth(lines)} for line in lines])
    yield ""
    if Status.SUPPRESSED in {*frame["status"], *frame["previous_status"]}:
        yield HIDDEN
    if frame["low"].notna().any():
        yield from textwrap.wrap(VOLUNTARY, 100)


def _worth(lines: list[dict[str, str]]) -> list[str]:
    """The columns to show: what nobody has recorded or set takes no room."""
    return [
        name
        for name in lines[0]
        if name not in _WHERE_THERE_IS_SOME or any(line[name] for line in lines)
    ]


def _named(period: str) -> str:
    found = Period.parse(period)
    return f"{period} ({found.label})" if isinstance(found, Period) else period


def _line(row: dict[str, Any]) -> dict[str, str]:
    """One row under its Spanish headers; those that begin with a blank go to the right."""
    line = {
        "Serie": row["series"],
        "Qué se mide": textwrap.shorten(row["text"], TEXT_WIDTH, placeholder="…"),
    }
    if "consulate" in row:
        doubt = " (por verificar)" if row["consulate_verified"] is False else ""
        line["Consulado"] = (row["consulate_name"] or row["consulate"] or "") + doubt
    if "service" in row:
        line["Servicio"] = row["service_name"] or row["service"] or ""
    if "unit_code" in row:
        line["Unidad"] = row["unit_code"] or ""
    unit = row["unit"]
    return line | {
        " Valor": WORDS[Status(row["status"])] or figures.in_unit(row["value"], unit),
        " Intervalo": ""
        if row["low"] is None
        else f"{figures.number(row['low'])} a {figures.number(row['high'])}",
        " n": "" if row["n"] is None else figures.count(row["n"]),
        " Anterior": WORDS[Status(row["previous_status"])]
        or figures.in_unit(row["previous_value"], unit),
        " Diferencia": change(row),
        " Informaron": _reported(row),
        " Meta": "" if row["goal"] is None else figures.in_unit(row["goal"], unit),
        "Semáforo": "" if row["light"] in _SAID_BEFORE else row["light"],
    }


def change(row: dict[str, Any]) -> str:
    """In points, or in units or dollars and, where there was something before, in per cent."""
    if row["difference"] is None:
        word = Status(row["comparison"])
        return WORDS[word] if word is Status.NOT_COMPARABLE else ""
    if row["difference_unit"] == POINTS:
        return f"{figures.signed(row['difference'])} puntos"
    units = figures.signed_count(row["difference"])
    if row["difference_unit"] == DOLLARS:
        units = f"{units} {DOLLARS}"
    if row["variation"] is None:
        return units
    return f"{units} ({figures.signed_percent(row['variation'])})"


def _reported(row: dict[str, Any]) -> str:
    """«7 de 12», where somebody is expected to record it and anybody has."""
    if row["expected"] is None or row["status"] == Status.NO_DATA:
        return ""
    return f"{row['reported']} de {row['expected']}"


def _aligned(lines: list[dict[str, str]]) -> Iterator[str]:
    headers = {name: name.strip() for name in lines[0]}
    widths = {name: max(len(line[name]) for line in [headers, *lines]) for name in headers}
    rule = {name: "─" * widths[name] for name in headers}
    for line in [headers, rule, *lines]:
        cells = (
            f"{text:>{widths[name]}}" if name.startswith(" ") else f"{text:<{widths[name]}}"
            for name, text in line.items()
        )
        yield "  ".join(cells).rstrip()
