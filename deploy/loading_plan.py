"""What the register needs before a period opens: the units, and the targets."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from analytics import plan
from analytics.period import Period
from db import targets
from db import units as known_units
from db.csv_table import RowProblem
from db.staff import Act
from db.transaction import clock
from db.units import Unit
from deploy.planner import planner
from deploy.reading_files import readable
from deploy.settings import SettingError, Settings


async def load_units(session: AsyncSession, file: Path) -> str:
    """Loads the units, and says what the planner should look at.

    Raises:
        SettingError: the file has mistakes; all of them are listed and nothing is loaded.
    """
    with readable(file):
        found = known_units.read(file)
    loaded = [it for it in found if isinstance(it, Unit)]
    objectives = {it.code for it in plan.load()}
    strange = [
        f"unidad {it.code}: «{code}» no es un objetivo del plan. [unidades]"
        for it in loaded
        for code in (*it.directo, *it.subsidiario)
        if code not in objectives
    ]
    problems = [str(it) for it in found if isinstance(it, RowProblem)] + strange
    if problems:
        raise SettingError("El archivo no se cargó.\n" + "\n".join(problems))
    gone = await known_units.load(session, loaded)
    doubtful = [it.code for it in loaded if it.source == "por verificar"]
    lines = [f"{len(loaded)} unidades cargadas."]
    if doubtful:
        lines.append(f"{len(doubtful)} con el nombre por verificar: {', '.join(doubtful)}.")
    if gone:
        names = ", ".join(it.code for it in gone)
        lines.append(f"Ya no están en el archivo, y no responden por nada: {names}.")
    return "\n".join(lines)


async def units(settings: Settings, file: Path | None, account: int | None) -> str:
    async with planner(settings, account) as desk:
        desk.need(Act.JUDGE)
        said = await load_units(desk.session, file or known_units.UNITS)
        await desk.note("load units")
    return said


async def listed(settings: Settings) -> str:
    """Each unit with the objectives it answers for, and those it supports."""
    async with planner(settings, None, reads=True) as desk:
        found = await known_units.every(desk.session)
    return (
        "\n".join(
            f"{it.label}\n  responde por: {' '.join(it.directo) or '—'}"
            f"\n  apoya: {' '.join(it.subsidiario) or '—'}"
            for it in found
        )
        or "Todavía no hay unidades: pulso units load."
    )


async def load_targets(session: AsyncSession, file: Path) -> str:
    """Loads targets; one that says something else than before supersedes it.

    Raises:
        SettingError: the file has mistakes; all of them are listed and nothing is loaded.
    """
    series = {it.code for measure in plan.measures() for it in measure.series}
    with readable(file):
        found = targets.read(file, series.__contains__, _name_of_period)
    problems = [str(it) for it in found if isinstance(it, RowProblem)]
    if problems:
        raise SettingError("El archivo no se cargó.\n" + "\n".join(problems))
    now = await clock(session)
    rows = [it for it in found if not isinstance(it, RowProblem)]
    changed = await targets.load(session, rows, now=now)
    return f"{len(rows)} metas leídas, {changed} nuevas o cambiadas."


def _name_of_period(text: str) -> str | None:
    found = Period.parse(text)
    return str(found) if isinstance(found, Period) else None


async def metas(settings: Settings, file: Path, account: int | None) -> str:
    async with planner(settings, account) as desk:
        desk.need(Act.JUDGE)
        said = await load_targets(desk.session, file)
        await desk.note("load targets")
    return said
