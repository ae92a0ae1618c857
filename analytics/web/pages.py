"""The pages: templates, and the words and drawings they may use."""

from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analytics import figures
from analytics.disclosure import MINIMUM
from analytics.web.drawing import Axis, levels

FEW = 30  # valid answers; below, a percentage says little (NCHS's rule for proportions)

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {
    "count": figures.count,
    "number": figures.number,
    "percent": figures.percent,
    "signed": figures.signed,
}
_environment.globals |= {"Axis": Axis, "levels": levels, "MINIMUM": MINIMUM, "FEW": FEW}
_templates = Jinja2Templates(env=_environment)


def page(request: Request, name: str, context: dict[str, Any]) -> Response:
    return _templates.TemplateResponse(request, name, context)


def notice(request: Request, status: int, title: str, words: str) -> Response:
    """A page that only says why there is nothing to see, and what to do."""
    context = {"title": title, "words": words}
    return _templates.TemplateResponse(request, "notice.html", context, status_code=status)
