"""What is loaded from files before anybody can be asked: the network, a survey, an entry."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from db import consulates as network
from db import entries
from db import surveys as versions
from db.consulates import Consulate
from db.csv_table import RowProblem
from db.interviews import SERVICE_QUESTION
from db.retention import erase_what_is_due
from db.surveys import CONSULAR
from db.transaction import clock
from deploy import database
from deploy.reading_files import readable
from deploy.settings import SettingError, Settings
from surveys import Survey, load

LIBRARY = Path(__file__).parent.parent / "surveys" / "library"


@asynccontextmanager
async def _session(settings: Settings) -> AsyncIterator[AsyncSession]:
    with database.address(settings) as url:
        async with database.once(url) as session:
            yield session


async def consulates(settings: Settings, file: Path | None) -> str:
    async with _session(settings) as session:
        return await load_consulates(session, file or network.NETWORK)


async def load_consulates(session: AsyncSession, file: Path) -> str:
    """Loads the network, and says what the planner should look at.

    Raises:
        SettingError: the file has mistakes; all of them are listed and nothing is loaded.
    """
    with readable(file):
        offices = network.read(file)
    problems = [str(it) for it in offices if isinstance(it, RowProblem)]
    if problems:
        raise SettingError("El archivo no se cargó.\n" + "\n".join(problems))
    loaded = [it for it in offices if isinstance(it, Consulate)]
    missing = await network.load(session, loaded)
    doubtful = [office.code for office in loaded if not office.is_verified]
    lines = [f"{len(loaded)} oficinas cargadas."]
    if doubtful:
        lines.append(f"{len(doubtful)} por verificar: {', '.join(doubtful)}.")
    if missing:
        names = ", ".join(office.code for office in missing)
        lines.append(f"Ya no están en el archivo y se conservan: {names}.")
    return "\n".join(lines)


async def publish(settings: Settings, file: Path) -> str:
    """Publishes a workbook: what is frozen can be opened again by whoever asks what was asked.

    Raises:
        SettingError: it is no workbook, has mistakes, or its version is there with other content.
    """
    _need_excel(file)
    workbook = Workbook.read(file)
    async with _session(settings) as session:
        return await publish_workbook(session, workbook)


def _need_excel(file: Path) -> None:
    if file.is_file() and file.suffix != ".xlsx":
        raise SettingError(f"«{file.name}» no es un libro de Excel: publique un .xlsx. [libro]")


@dataclass(frozen=True)
class Workbook:
    """A questionnaire's file, read and understood."""

    survey: Survey
    content: bytes

    @classmethod
    def read(cls, file: Path) -> "Workbook":
        """Raises SettingError with all of the author's mistakes."""
        with readable(file):
            content = file.read_bytes()
        survey = load(content, file.suffix if file.suffix in {".md", ".csv"} else ".xlsx")
        if not isinstance(survey, Survey):
            raise SettingError(f"«{file.name}» tiene errores:\n" + "\n".join(map(str, survey)))
        return cls(survey, content)


async def publish_workbook(session: AsyncSession, workbook: Workbook) -> str:
    """Freezes the questionnaire as a version.

    Raises:
        SettingError: this version was published before with other content.
    """
    survey, now = workbook.survey, await clock(session)
    refusal = await versions.publish(session, survey, workbook.content, now=now)
    if refusal is not None:
        raise SettingError(str(refusal))
    return f"«{survey.form_id}», versión {survey.version}, está publicada."


async def new_entry(
    settings: Settings,
    consulate: str,
    form_id: str | None,
    service: str | None,
    day: date | None,
) -> str:
    """The code of a new entry.

    Raises:
        SettingError: there is no such consulate, survey or service.
    """
    async with _session(settings) as session:
        if await session.get(Consulate, consulate) is None:
            raise SettingError(f"No hay ningún consulado con el código «{consulate}». [consulado]")
        form_id = form_id or CONSULAR
        known = await _services(session, form_id)
        if service is not None and service not in known:
            raise SettingError(
                f"No hay ningún servicio «{service}». Los que hay: {', '.join(known)}. [servicio]"
            )
        made = await entries.open_entry(
            session, consulate, form_id=form_id, service=service, service_date=day
        )
        return made.code


async def _services(session: AsyncSession, form_id: str) -> Sequence[str]:
    """The services that the newest version of a published survey asks for."""
    published = await versions.published(session)
    newest = next((it for it in published if it.form_id == form_id), None)
    if newest is None:
        there = ", ".join(sorted({it.form_id for it in published})) or "ninguna"
        raise SettingError(
            f"La encuesta «{form_id}» no está publicada. Publicadas: {there}. [encuesta]"
        )
    question = versions.read(newest).by_name.get(SERVICE_QUESTION)
    return question.choice_names if question else ()


async def retention(settings: Settings) -> str:
    """Erases what is due, and says how much that was."""
    async with _session(settings) as session:
        erased = await erase_what_is_due(session, await clock(session))
    return (
        f"Cerradas: {erased.abandoned} entrevistas sin respuesta hace un mes. "
        f"Borrados: {erased.free_texts} comentarios de más de un año, "
        f"{erased.never_agreed} personas que nunca aceptaron, "
        f"{erased.attendances} respuestas de si irían a visitas pasadas, "
        f"{erased.deliveries} envíos de avisos viejos, {erased.invitations} invitaciones del "
        f"personal, {erased.updates} mensajes técnicos."
    )
