"""The conversation as a handler sees it: who writes, where they stand, and what we remember."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.catalogue import LANGUAGES
from db import interviews
from db.consulates import Consulate
from db.interviews import Interview, Standing, Walk
from db.keyring import Keyring
from db.surveys import SurveyVersion
from surveys import Survey, load


@dataclass(frozen=True)
class Shelf:
    """The published versions of the citizens' survey: new interviews take the current one."""

    current: Survey
    versions: dict[str, Survey]

    async def of(self, session: AsyncSession, interview: Interview) -> Survey:
        """The interview's own version; one that came out after we started is fetched now."""
        if interview.version not in self.versions:
            key = (interview.form_id, interview.version)
            self.versions[interview.version] = read(await session.get_one(SurveyVersion, key))
        return self.versions[interview.version]


def read(frozen: SurveyVersion) -> Survey:
    """The survey in a frozen workbook.

    Raises:
        LookupError: what was once published is no longer understood.
    """
    survey = load(frozen.workbook, ".xlsx")
    if isinstance(survey, Survey):
        return survey
    raise LookupError(f"{frozen.form_id} {frozen.version} is no longer understood: {survey[0]}")


@dataclass(frozen=True)
class Conversation:
    """One person's update inside its transaction."""

    session: AsyncSession
    keyring: Keyring
    shelf: Shelf
    now: datetime
    telegram_id: int
    standing: Standing | None

    async def walk(self, just_told: Consulate | None = None) -> Walk | None:
        """The person's open interview with its answers; none without a known consulate."""
        standing = self.standing
        if standing is None or standing.interview is None:
            return None
        survey = await self.shelf.of(self.session, standing.interview)
        if just_told is not None:
            standing = replace(standing, consulate=just_told)
        return await interviews.walk(self.session, self.keyring, survey, standing)

    @property
    def language(self) -> str:
        return self.standing.respondent.language if self.standing else LANGUAGES[0]
