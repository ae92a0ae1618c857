"""`pulso answers export`: interviews out of the house, noted before the first one leaves."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from analytics.answers_out import FORMATS, Book
from analytics.period import Period
from db import audit, consulates, installation, submissions
from db import surveys as versions
from db.engine import sync_engine
from db.keyring import Keyring
from db.staff import EVERYWHERE, Act
from db.submissions import Submission, Wanted
from db.transaction import clock
from deploy import database
from deploy.planner import member_of, period_of
from deploy.settings import SettingError, Settings
from surveys import Survey

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar  # click gives it no public name

_DEMONSTRATION = "\nDATOS DE DEMOSTRACIÓN: las respuestas son inventadas."


@dataclass(frozen=True)
class Asked:
    """What somebody wants to have of the answers, and as what."""

    form: str
    versions: Sequence[str]
    period: str | None
    consulates: Sequence[str]
    format: str
    out: Path | None
    account: int | None

    @property
    def months(self) -> Period | None:
        return period_of(self.period) if self.period else None

    @property
    def file(self) -> Path:
        named = self.out or Path("-".join(filter(None, (self.form, str(self.months or "")))))
        return named.with_name(named.name.removesuffix(f".{self.format}") + f".{self.format}")


async def export(settings: Settings, asked: Asked) -> str:
    """Writes the files, closed to other accounts of the machine.

    Raises:
        SettingError: there is nothing of the kind, too much of it, or no permission.
    """
    keyring, months = Keyring(settings.keyring_secret(create=False)), asked.months
    with database.address(settings) as url:
        async with database.once(url) as session:
            kind = await _need_key(session, keyring)
            await _need_offices(session, asked.consulates)
            surveys = await _surveys(session, asked)
        span = (months.first_month, months.last_month) if months else None
        wanted = Wanted(surveys, asked.consulates, span)
        with _snapshot(url) as connection, _beside(asked.file) as folder:
            number = submissions.count(connection, wanted)
            _need_bearable(asked, number)
            async with database.once(url) as session:
                await _note(session, keyring, asked, wanted, number)
            people = submissions.read(connection, keyring, wanted)
            with _watched(people, number) as watched:
                FORMATS[asked.format].write(folder, asked.file.stem, Book(surveys), watched)
            files = _moved(folder, asked.file.parent)
    told = "\n".join([f"{number} entrevistas.", *map(str, files)])
    return told + (_DEMONSTRATION if kind == "demonstration" else "")


async def _need_key(session: AsyncSession, keyring: Keyring) -> installation.Kind:
    kind = await installation.kind(session) or "real"
    mismatch = await installation.claim(session, keyring, kind)
    if mismatch is not None:
        raise SettingError(str(mismatch))
    return kind


async def _need_offices(session: AsyncSession, codes: Sequence[str]) -> None:
    known = {it.code for it in await consulates.every(session)}
    for code in codes:
        if code not in known:
            raise SettingError(f"No hay ningún consulado con el código «{code}». [consulado]")


async def _surveys(session: AsyncSession, asked: Asked) -> list[Survey]:
    """The versions asked for, the oldest first."""
    published = (await versions.published(session, asked.form))[::-1]
    if not published:
        raise SettingError(f"No se publicó ningún cuestionario «{asked.form}». [formulario]")
    known = [it.version for it in published]
    for version in asked.versions:
        if version not in known:
            raise SettingError(
                f"«{asked.form}» no tiene la versión «{version}». Las que hay: "
                f"{', '.join(known)}. [version-no-existe]"
            )
    return [versions.read(it) for it in published if it.version in (asked.versions or known)]


def _need_bearable(asked: Asked, number: int) -> None:
    if number == 0:
        raise SettingError("Ninguna entrevista cumple lo que pide. [nada-que-exportar]")
    most = FORMATS[asked.format].most
    if most is not None and number > most:
        raise SettingError(
            f"Son {number} entrevistas, y un archivo .{asked.format} lleva {most} como máximo. "
            "Pida un período más corto o menos consulados, o use --format csv. "
            "[demasiadas-entrevistas]"
        )


async def _note(
    session: AsyncSession, keyring: Keyring, asked: Asked, wanted: Wanted, number: int
) -> None:
    """Who takes what, kept before it is taken; raises SettingError where they may not."""
    member = None
    if asked.account is not None:
        member = await member_of(session, keyring, asked.account)
        if not member.may_for_unit(Act.JUDGE, EVERYWHERE):
            raise SettingError("Su función no le permite sacar respuestas. [sin-permiso]")
    await audit.note(
        session,
        member,
        "export",
        now=await clock(session),
        form=asked.form,
        versions=[it.version for it in wanted.surveys],
        period=str(asked.months or ""),
        consulates=list(asked.consulates),
        format=asked.format,
        interviews=number,
    )


@contextmanager
def _snapshot(url: str) -> Iterator[Connection]:
    """What is counted and what is read is of one moment."""
    engine = sync_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as reading:
            yield reading
    finally:
        engine.dispose()


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder that only this account enters, where files are made until they are whole."""
    try:
        with tempfile.TemporaryDirectory(prefix=".pulso-", dir=target.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise SettingError(
            f"No se puede escribir {target} ({error.strerror}). [archivo]"
        ) from None


def _watched(people: Iterator[Submission], number: int) -> "ProgressBar[Submission]":
    """With a bar that fills, where somebody looks on."""
    unseen = not sys.stderr.isatty()
    return click.progressbar(
        people, length=number, label="Exportando", file=sys.stderr, hidden=unseen
    )


def _moved(folder: Path, to: Path) -> list[Path]:
    """The files, closed to other accounts, at their place; that of the answers first."""
    made = sorted(folder.iterdir(), key=lambda it: (len(it.name), it.name))
    for file in made:
        file.chmod(0o600)
        shutil.move(file, to / file.name)
    return [to / file.name for file in made]
