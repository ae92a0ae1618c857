"""The conversation as a handler sees it: who writes, where they stand, and what we remember."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.catalogue import LANGUAGES
from db import interviews, respondents
from db.arrivals import Standing
from db.consulates import Consulate
from db.entries import Entry
from db.interviews import Interview, Walk
from db.keyring import Keyring
from db.respondents import Respondent
from db.surveys import CONSULAR, SurveyVersion, published, read
from surveys import Survey


class Shelf:
    """The published surveys: a new interview takes the newest version of its entry's form."""

    def __init__(self, newest_first: Iterable[Survey]) -> None:
        self._versions = {(it.form_id, it.version): it for it in newest_first}
        self._newest: dict[str, Survey] = {}
        for survey in self._versions.values():
            self._newest.setdefault(survey.form_id, survey)

    @property
    def consular(self) -> Survey:
        """The survey of whom no entry leads to another; it names the services of a visit too."""
        return self._newest[CONSULAR]

    async def behind(self, session: AsyncSession, entry: Entry | None) -> Survey:
        """What the entry leads to; a form that came out after we started is fetched now."""
        form_id = entry.form_id if entry else CONSULAR
        if form_id not in self._newest:
            survey = read((await published(session, form_id))[0])
            self._newest[form_id] = self._versions[form_id, survey.version] = survey
        return self._newest[form_id]

    async def of(self, session: AsyncSession, interview: Interview) -> Survey:
        """The interview's own version; an older one is fetched now."""
        key = (interview.form_id, interview.version)
        if key not in self._versions:
            self._versions[key] = read(await session.get_one(SurveyVersion, key))
        return self._versions[key]


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
