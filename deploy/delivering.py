"""`pulso plan template` and `import`: a unit's workbook goes out empty and comes back filled."""

from pathlib import Path

from sqlmodel import col

from analytics import workbook
from analytics.workbook import CellProblem, Delivered
from db import recording
from db.observations import Observation
from db.recording import Recorded
from db.staff import Act
from deploy.planner import Planner, period_of, planner, unit_of
from deploy.reading_files import readable
from deploy.settings import SettingError, Settings


async def template(
    settings: Settings, unit: str, period: str, out: Path | None, account: int | None
) -> str:
    """Writes the unit's workbook, with what it said before already in it."""
    asked = period_of(period)
    async with planner(settings, account, reads=True) as desk:
        found = await unit_of(desk.session, unit)
        desk.need(Act.DELIVER, found.code)
        if not found.directo:
            raise SettingError(f"{found.code} no responde por ningún objetivo. [sin-objetivos]")
        owner = col(Observation.unit) == found.code
        known = await recording.in_force(desk.session, owner, asked.first_month, asked.last_month)
        content = workbook.write(found, asked, known)
    file = out or Path(f"{found.code}-{asked}.xlsx")
    try:
        file.write_bytes(content)
    except OSError as error:
        raise SettingError(f"No se puede escribir {file} ({error.strerror}). [archivo]") from None
    return f"{file}: llénelo, guárdelo y entréguelo con «pulso plan import {file}»."


async def deliver(
    settings: Settings, file: Path, late: str | None, withdraw: str | None, account: int | None
) -> str:
    """All of the workbook, or nothing and everything that is wrong with it.

    Raises:
        SettingError: problems, by sheet and cell.
    """
    found = workbook.read(_content(file))
    if not isinstance(found, Delivered):
        raise _refused(file, found)
    async with planner(settings, account) as desk:
        recorded = await _record(desk, file, found, late, withdraw)
    return _told(file, found, recorded)


def _content(file: Path) -> bytes:
    with readable(file):
        return file.read_bytes()


async def _record(
    desk: Planner, file: Path, found: Delivered, late: str | None, withdraw: str | None
) -> Recorded:
    unit = await unit_of(desk.session, found.unit)
    desk.need(Act.DELIVER, unit.code)
    desk.need_begun(found.period)
    if problem := workbook.foreign(unit, found):
        raise _refused(file, [problem])
    first, last = found.period.first_month, found.period.last_month
    owner = col(Observation.unit) == unit.code
    known = await recording.in_force(desk.session, owner, first, last)
    removed = workbook.removed(known, found, withdraw or "")
    if removed and not (withdraw or "").strip():
        raise _refused(file, workbook.unlisted(removed))
    records = [*found.records, *removed]
    recorded = await recording.record(desk.session, desk.member, records, late=late, now=desk.now)
    if not isinstance(recorded, Recorded):
        raise _refused(file, workbook.told(found, recorded))
    await desk.note(
        "import",
        unit=unit.code,
        period=str(found.period),
        new=recorded.new,
        corrected=recorded.corrected,
    )
    return recorded


def _refused(file: Path, problems: list[CellProblem]) -> SettingError:
    lines = "\n".join(f"  {it}" for it in problems)
    count = "un problema" if len(problems) == 1 else f"{len(problems)} problemas"
    return SettingError(f"No se registró nada de {file.name}: tiene {count}.\n{lines}")


def _told(file: Path, found: Delivered, recorded: Recorded) -> str:
    heading = f"{found.unit}, {found.period}: "
    if not recorded.new and not recorded.corrected:
        return f"{heading}{file.name} no cambia nada: todo estaba registrado."
    lines = [f"{heading}{recorded.new} datos nuevos, {recorded.corrected} corregidos."]
    if recorded.reopened:
        lines.append(f"Se reabrió, con su motivo: {', '.join(recorded.reopened)}.")
    lines.append(
        f"Para entregarlos: pulso plan submit --unit {found.unit} --period {found.period}"
    )
    return "\n".join(lines)
