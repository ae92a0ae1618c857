"""`pulso plan publish` and what can be done with an edition: read, compare, verify it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncSession

from analytics import plan, publishing
from analytics.frames import By
from analytics.output import Format, render
from analytics.period import Period
from analytics.publishing import Disagreement
from analytics.pull import PullRefusedError, grouping_of, objectives_of
from db import publications
from db.engine import sync_engine
from db.flow import Step
from db.publications import Publication
from db.staff import Act
from deploy import database
from deploy.period_flow import taken
from deploy.planner import Planner, period_of, planner
from deploy.settings import SettingError, Settings

_SHOWN = 40  # figures that a failed verification lists one by one
_UNNAMED = "(sin indicar)"
_GROUPED = {
    None: "Nacional",
    By.CONSULATE: "Por consulado",
    By.SERVICE: "Por servicio",
    By.UNIT: "Por unidad",
}


async def publish(settings: Settings, period: str, account: int | None) -> str:
    """Freezes the figures of a closed period as its next edition."""
    found = period_of(period)
    async with planner(settings, account) as desk:
        desk.need(Act.JUDGE)
        said, made = await freeze(desk, found)
    return f"{said} Edición {made.edition}, suma SHA-256 {made.checksum}."


async def freeze(desk: Planner, period: Period) -> tuple[str, Publication]:
    """The next edition of a closed period, within a transaction that goes on."""
    said = await taken(desk, Step.PUBLISH, period, None, None)
    made = await publications.publish(
        desk.session,
        desk.member,
        str(period),
        await _read(desk.session, period),
        definitions=plan.version(),
        now=desk.now,
    )
    return said, made


async def _read(session: AsyncSession, period: Period) -> dict[str, bytes]:
    """All groupings from one snapshot, taken while the register's lock is held."""
    connection = await session.connection()
    url = connection.engine.url.render_as_string(hide_password=False)
    engine: Engine = sync_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as reading:
            return publishing.contents(reading, period)
    finally:
        engine.dispose()


async def listed(settings: Settings, period: str) -> str:
    found = period_of(period)
    async with _opened(settings) as (session, _):
        editions = await publications.editions(session, str(found))
    lines = [
        f"{it.edition}  {it.published_at:%Y-%m-%d %H:%M}  definiciones {it.definitions}  "
        f"{it.checksum}"
        for it in editions
    ]
    return "\n".join(lines) or f"{found} no tiene ediciones publicadas."


async def pulled(  # noqa: PLR0913, PLR0917 - which figures, and how
    settings: Settings,
    period: str,
    edition: int,
    objective: str | None,
    by: str | None,
    form: Format,
) -> str:
    """An edition's figures: where the whole plan is asked for, byte for byte as published."""
    found = period_of(period)
    try:
        grouping = grouping_of(by or None)
        asked = objectives_of(objective)[0].code if objective else None
    except PullRefusedError as refusal:
        raise SettingError(str(refusal)) from None
    async with _opened(settings) as (session, _):
        _, files = await _edition(session, found, edition)
    name = publishing.file_name(grouping, form)
    if asked is None and name in files:
        return files[name].decode()
    return render(publishing.frame_of(files, grouping, asked), form)


async def compared(settings: Settings, period: str, one: int, other: int) -> str:
    """The figures that two editions tell differently."""
    found = period_of(period)
    async with _opened(settings) as (session, _):
        _, before = await _edition(session, found, one)
        _, after = await _edition(session, found, other)
    lines = [line for by in publishing.GROUPINGS for line in _compared(before, after, by)]
    heading = f"{found}, edición {one} frente a {other}:"
    return "\n".join([heading, *lines]) if lines else f"{heading} ninguna cifra difiere."


def _compared(before: dict[str, bytes], after: dict[str, bytes], by: By | None) -> list[str]:
    """A line a figure, with all that it tells differently."""
    lines: dict[tuple[str, str | None], list[str]] = {}
    for it in publishing.differences(before, after, by):
        said = f"{it.column} {_written(it.before)} → {_written(it.after)}"
        lines.setdefault((it.series, it.cell), []).append(said)
    if not lines:
        return []
    heading = f"{_GROUPED[by]}: {len(lines)} cifras difieren."
    told = [
        f"  {series}{f' {cell or _UNNAMED}' if by else ''}: {'; '.join(said)}"
        for (series, cell), said in lines.items()
    ]
    return [heading, *told]


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return "—" if value is None else str(value)


async def verified(settings: Settings, period: str, edition: int) -> str:
    """Whether the edition is whole, and its figures can be had again from their trace.

    Raises:
        SettingError: they cannot, or it was tampered with.
    """
    found = period_of(period)
    async with _opened(settings) as (session, url):
        made, files = await _edition(session, found, edition)
        _need_whole(made, files)
        wrong = _recomputed(url, files, found, made.last_observation)
    if wrong:
        lines = "\n".join(_line(it, None) for it in wrong[:_SHOWN])
        raise SettingError(
            f"{len(wrong)} cifras no se obtienen de sus datos. [cifra-distinta]\n{lines}"
        )
    return (
        f"{found}, edición {edition}: la suma coincide, y cada cifra se vuelve a obtener de los "
        "datos que tenía."
    )


def _need_whole(made: Publication, files: dict[str, bytes]) -> None:
    edition = made.edition
    if publications.checksum(files) != made.checksum:
        raise SettingError(f"La edición {edition} no coincide con su suma. [suma-distinta]")
    if made.definitions != plan.version():
        raise SettingError(
            f"La edición {edition} se calculó con las definiciones {made.definitions}, y las de "
            f"hoy son {plan.version()}. Verifíquela con aquella versión. [otras-definiciones]"
        )


def _recomputed(
    url: str, files: dict[str, bytes], period: Period, last_observation: int
) -> list[Disagreement]:
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            return publishing.recomputed(connection, files, period, last_observation)
    finally:
        engine.dispose()


def _line(it: Disagreement, by: By | None) -> str:
    whose = f" {it.cell or _UNNAMED}" if by else ""
    return f"  {it.series}{whose}: {it.column} {_written(it.before)} → {_written(it.after)}"


async def _edition(
    session: AsyncSession, period: Period, number: int
) -> tuple[Publication, dict[str, bytes]]:
    for it in await publications.editions(session, str(period)):
        if it.edition == number:
            return it, await publications.files(session, it)
    raise SettingError(
        f"{period} no tiene la edición {number}. «pulso plan editions {period}» las muestra. "
        "[edicion-no-existe]"
    )


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[AsyncSession, str]]:
    with database.address(settings) as url:
        async with database.once(url) as session:
            yield session, url
