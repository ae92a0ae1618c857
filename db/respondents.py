"""Respondents: people who wrote to the bot, known by a keyed hash until they consent."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime, LargeBinary, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from db.keyring import Keyring


class Respondent(SQLModel, table=True):
    """A person who wrote to the bot. Before consent we keep a hash, a language and the entry."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    fingerprint: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)
    telegram_id: bytes | None = Field(default=None, sa_type=LargeBinary)  # sealed for `id`
    language: str
    entry: str | None = Field(default=None, foreign_key="entry.code")
    # The last time; never, of those who only said whether they go to a visit.
    greeted_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    consulate: str | None = Field(default=None, foreign_key="consulate.code", index=True)
    blocked_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))

    @property
    def is_greeted(self) -> bool:
        """Whether they have read the survey's welcome, so that a yes may be meant for it."""
        return self.greeted_at is not None


async def greet(session: AsyncSession, newcomer: Respondent) -> Respondent:
    """The person, remembering through which entry they came this time.

    A person we know keeps the language they chose.
    """
    statement = insert(Respondent).values(newcomer.model_dump())
    latest = {"entry": statement.excluded.entry, "greeted_at": statement.excluded.greeted_at}
    upsert = statement.on_conflict_do_update(
        index_elements=["fingerprint"], set_=latest
    ).returning(Respondent)
    fresh = {"populate_existing": True}  # the person may have been read before in this session
    return (await session.scalars(upsert, execution_options=fresh)).one()


async def meet(session: AsyncSession, fingerprint: bytes, language: str) -> Respondent:
    """A stranger who does something that we are to remember, without the survey's welcome."""
    stranger = Respondent(fingerprint=fingerprint, language=language)
    session.add(stranger)
    await session.flush()
    return stranger


async def speak(session: AsyncSession, respondent: Respondent, language: str) -> None:
    """From now on we talk with this person in *language*."""
    respondent.language = language
    session.add(respondent)
    await session.flush()


async def agreed(
    session: AsyncSession, keyring: Keyring, respondent: Respondent, telegram_id: int
) -> None:
    """Keeps, sealed, where to write to a person who has agreed; their entry is used up."""
    respondent.telegram_id = keyring.seal(str(telegram_id), str(respondent.id))
    respondent.entry = None
    session.add(respondent)
    await session.flush()


async def follow(
    session: AsyncSession,
    keyring: Keyring,
    respondent: Respondent,
    telegram_id: int,
    consulate: str,
) -> None:
    """Keeps, sealed, where to write to a person of whose consulate's visits; an entry stays."""
    respondent.telegram_id = keyring.seal(str(telegram_id), str(respondent.id))
    respondent.consulate = consulate
    session.add(respondent)
    await session.flush()


async def block(session: AsyncSession, respondent: UUID, at: datetime | None) -> None:
    """Notes since when the person blocks the bot; none when they do not."""
    values = {"respondent": respondent, "at": at}
    await session.execute(_BLOCK, values)


_BLOCK = text("UPDATE respondent SET blocked_at = :at WHERE id = :respondent")


async def forget(session: AsyncSession, respondent: Respondent) -> None:
    """Cuts every thread from the answers to the person; what they wrote freely is erased.

    The choices they made stay, because they name nobody; they can no longer be found by person.
    What they were sent goes too, except under an approval that is still to come, which is over
    exactly these rows, or while it is leaving; retention takes those. The counts stay.
    """
    for statement in (_FREE_TEXT_OF, _ATTENDANCES_OF, _DELIVERIES_OF):
        await session.execute(statement, {"respondent": respondent.id})
    respondent.fingerprint = None
    respondent.telegram_id = None
    respondent.entry = None
    respondent.consulate = None
    respondent.blocked_at = None
    session.add(respondent)
    await session.flush()


_FREE_TEXT_OF = text(
    "DELETE FROM answer WHERE sealed IS NOT NULL"
    " AND interview_id IN (SELECT id FROM interview WHERE respondent_id = :respondent)"
)
_ATTENDANCES_OF = text("DELETE FROM attendance WHERE respondent_id = :respondent")
_DELIVERIES_OF = text(
    "DELETE FROM delivery USING broadcast WHERE broadcast.id = delivery.broadcast_id"
    " AND broadcast.state != 'submitted' AND delivery.state NOT IN (0, 1)"
    " AND delivery.respondent_id = :respondent"
)
