"""Versions of questionnaires: those published, and what changed from one to another."""

from pathlib import Path

from db import surveys as versions
from db.surveys import SurveyVersion
from deploy import database
from deploy.loading import Workbook
from deploy.settings import SettingError, Settings
from surveys import Survey
from surveys.difference import differences
from surveys.sheets import FILE_TYPES


async def listed(settings: Settings) -> str:
    """A line for each published version."""
    with database.address(settings) as url:
        async with database.once(url) as session:
            found = await versions.all_published(session)
    lines = [
        f"{form}@{version}  {published:%Y-%m-%d %H:%M} UTC  {checksum[:12]}"
        for form, version, checksum, published in found
    ]
    return "\n".join(lines) or "Todavía no se publicó ningún cuestionario."


async def compared(settings: Settings, before: str, after: str) -> str:
    """What changed, and whether the figures still compare; each side is a file or form@version.

    Raises:
        SettingError: a side is missing or has mistakes.
    """
    old, new = await _survey(settings, before), await _survey(settings, after)
    changes = differences(old, new)
    if not changes:
        return "No cambió nada de lo que se pregunta. La serie sigue."
    lines = [f"- {change}" for change in changes]
    if (old.form_id, old.version) == (new.form_id, new.version):
        lines.append(f"Para publicarlo, cambie la versión: las dos dicen «{new.version}».")
    is_broken = any(change.breaks_series for change in changes)
    lines.append("La serie se corta." if is_broken else "La serie sigue.")
    return "\n".join(lines)


async def _survey(settings: Settings, named: str) -> Survey:
    form, at, version = named.partition("@")
    if not at or Path(named).suffix in FILE_TYPES:
        return Workbook.read(Path(named)).survey
    with database.address(settings) as url:
        async with database.once(url) as session:
            frozen = await session.get(SurveyVersion, (form, version))
            if frozen is None:
                raise SettingError(f"No está publicada la versión «{named}». [version]")
            return versions.read(frozen)
