"""What the consular services are called, as the surveys that ask for them say."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import surveys
from surveys import Survey

_LIBRARY = Path(surveys.__file__).parent / "library"
_QUESTION = "servicio"


@cache
def service_names() -> Mapping[str, str]:
    """The Spanish label by code; one that no survey offers any more has none."""
    names: dict[str, str] = {}
    for workbook in sorted(_LIBRARY.glob("satisfaccion-*.xlsx")):
        survey = surveys.load(workbook)
        if isinstance(survey, Survey) and _QUESTION in survey.by_name:
            names |= {
                choice.name: choice.labels["es"] for choice in survey.question(_QUESTION).choices
            }
    return names
