"""Survey versions, frozen with their workbook, so that a running interview ends on its own."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import DateTime, LargeBinary, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from surveys import Survey, load

CONSULAR = "satisfaccion-consular"  # the survey of whom no entry leads to another


class SurveyVersion(SQLModel, table=True):
    """The workbook of one published version, byte by byte."""

    __tablename__ = "survey_version"

    form_id: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    checksum: str  # SHA-256 of the workbook, hexadecimal
    workbook: bytes = Field(sa_type=LargeBinary)
    published_at: datetime = Field(sa_type=DateTime(timezone=True))


@dataclass(frozen=True)
class OtherContent:
    """This version was published before with other content: it must get a new number."""

    form_id: str
    version: str

    def __str__(self) -> str:
        return (
            f"La versión «{self.version}» de «{self.form_id}» ya se publicó con otro contenido. "
            "Ponga otra versión en la hoja settings. [encuesta-congelada]"
        )


async def publish(
    session: AsyncSession, survey: Survey, workbook: bytes, *, now: datetime
) -> OtherContent | None:
    """Freezes a version; publishing the same bytes again changes nothing."""
    checksum = hashlib.sha256(workbook).hexdigest()
    await session.execute(
        insert(SurveyVersion)
        .values(
            form_id=survey.form_id,
            version=survey.version,
            checksum=checksum,
            workbook=workbook,
            published_at=now,
        )
        .on_conflict_do_nothing()
    )
    frozen = await session.get_one(SurveyVersion, (survey.form_id, survey.version))
    return None if frozen.checksum == checksum else OtherContent(survey.form_id, survey.version)


async def published(session: AsyncSession, form_id: str | None = None) -> list[SurveyVersion]:
    """Every version of a form, or of every form, the newest first."""
    found = await session.scalars(
        select(SurveyVersion)
        .where(SurveyVersion.form_id == form_id if form_id else true())
        .order_by(col(SurveyVersion.published_at).desc(), col(SurveyVersion.version).desc())
    )
    return list(found)


async def all_published(session: AsyncSession) -> list[tuple[str, str, str, datetime]]:
    """Form, version, checksum and time of every version, a form's newest first."""
    version = SurveyVersion
    found = await session.execute(
        select(version.form_id, version.version, version.checksum, version.published_at).order_by(
            col(version.form_id), col(version.published_at).desc(), col(version.version).desc()
        )
    )
    return [(form, name, checksum, at) for form, name, checksum, at in found]


def read(frozen: SurveyVersion) -> Survey:
    """The survey in a frozen workbook.

    Raises:
        LookupError: what was once published is no longer understood.
    """
    survey = load(frozen.workbook, ".xlsx")
    if isinstance(survey, Survey):
        return survey
    raise LookupError(f"{frozen.form_id} {frozen.version} is no longer understood: {survey[0]}")
