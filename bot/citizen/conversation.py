"""The conversation as a handler sees it: who writes, where they stand, and what we remember."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.citizen.words import LANGUAGES
from db import interviews
from db.interviews import Interview, Standing, Walk
from db.keyring import Keyring
from surveys import Survey


@dataclass(frozen=True)
class Shelf:
    """The published versions of the citizens' survey: new interviews take the current one."""

    current: Survey
    versions: Mapping[str, Survey]

    def of(self, interview: Interview) -> Survey:
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

    async def walk(self) -> Walk | None:
        """The person's open interview with its answers; none without a known consulate."""
        if self.standing is None or self.standing.interview is None:
            return None
        survey = self.shelf.of(self.standing.interview)
        return await interviews.walk(self.session, self.keyring, survey, self.standing)

    @property
    def language(self) -> str:
        return self.standing.respondent.language if self.standing else LANGUAGES[0]
