"""The conversation as a handler sees it: who writes, where they stand, and what we remember."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.catalogue import LANGUAGES
from db import interviews, respondents
from db.arrivals import Standing
from db.consulates import Consulate
from db.interviews import Interview, Walk
from db.keyring import Keyring
from db.respondents import Respondent
from db.surveys import SurveyVersion, read
from surveys import Survey


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


@dataclass(frozen=True)
class Conversation:
    """One person's update inside its transaction."""

    session: AsyncSession
    keyring: Keyring
    shelf: Shelf
    now: datetime
    telegram_id: int
    standing: Standing | None
    is_new: bool = True  # else Telegram delivers it again: it may be answered, and changes nothing

    @property
    def is_asking(self) -> bool:
        """Whether a survey is open, whose question comes first."""
        return self.standing is not None and self.standing.interview is not None

    async def somebody(self) -> Respondent:
        """The person; of a stranger we keep a hash from now on."""
        if self.standing is not None:
            return self.standing.respondent
        fingerprint = self.keyring.fingerprint(self.telegram_id)
        return await respondents.meet(self.session, fingerprint, self.language)

    async def walk(self, just_told: Consulate | None = None) -> Walk | None:
        """The person's open interview with its answers; none without a known consulate."""
        standing = self.standing
        if standing is None or standing.interview is None:
            return None
        survey = await self.shelf.of(self.session, standing.interview)
        if just_told is not None:
            standing = replace(standing, consulate=just_told)
        return interviews.walk(self.keyring, survey, standing)

    @property
    def language(self) -> str:
        return self.standing.respondent.language if self.standing else LANGUAGES[0]
