"""The pages: templates, and the words and drawings they may use."""

from pathlib import Path
from typing import Any
from unicodedata import normalize

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analytics import figures
from analytics.disclosure import MINIMUM
from analytics.satisfaction import LABELS
from analytics.web.drawing import Axis, levels

FEW = 30  # valid answers; below, a percentage says little (NCHS's rule for proportions)


_NAMES = ("service_name", "service", "consulate", "unit_code")


def by_place(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of consulates, services or units, each with its place or name and kind of office.

    "Consulado General del Perú en Madrid" is found under M, as Madrid; in the order of Spanish
    as far as accents go, those that name nothing last.
    """
    named = []
    for row in rows:
        kind, _, place = (row.get("consulate_name") or "").partition(" del Perú en ")
        name = place or kind or next((row[it] for it in _NAMES if row.get(it)), None)
        named.append(row | {"place": name or "No indicado", "office": kind if place else ""})
    return sorted(named, key=lambda row: (row["place"] == "No indicado", _plain(row["place"])))


def _plain(name: str) -> str:
    return "".join(filter(str.isascii, normalize("NFD", name))).casefold()


_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {
    "by_place": by_place,
    "count": figures.count,
    "exact": figures.exact,
    "in_unit": figures.in_unit,
    "number": figures.number,
    "percent": figures.percent,
    "signed": figures.signed,
    "signed_count": figures.signed_count,
    "signed_percent": figures.signed_percent,
}
_environment.globals |= {
    "Axis": Axis,
    "FEW": FEW,
    "LABELS": LABELS,
    "MINIMUM": MINIMUM,
    "levels": levels,
}
_templates = Jinja2Templates(env=_environment)


def page(request: Request, name: str, context: dict[str, Any]) -> Response:
    return _templates.TemplateResponse(request, name, context)


def notice(request: Request, status: int, title: str, words: str) -> Response:
    """A page that only says why there is nothing to see, and what to do."""
    context = {"title": title, "words": words}
    return _templates.TemplateResponse(request, "notice.html", context, status_code=status)
