"""Publications: the figures as given out that day, in the very bytes; evidence, not a cache."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, LargeBinary, UniqueConstraint, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from db.observations import Observation
from db.staff import StaffMember


class Publication(SQLModel, table=True):
    """One edition of a period. What was recorded up to `last_observation` made its figures."""

    __table_args__ = (UniqueConstraint("period", "edition", name="publication_edition"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    period: str
    edition: int  # counted from 1
    definitions: str  # the version of the plan's definitions
    checksum: str  # SHA-256 over the files, see `checksum`
    last_observation: int = Field(sa_type=BigInteger)
    published_at: datetime = Field(sa_type=DateTime(timezone=True))
    published_by: UUID | None = Field(default=None, foreign_key="staff_member.id")


class PublishedFile(SQLModel, table=True):
    """One file of an edition: the pull of one grouping in one format, byte for byte."""

    __tablename__ = "published_file"

    publication_id: int = Field(foreign_key="publication.id", primary_key=True, sa_type=BigInteger)
    name: str = Field(primary_key=True)  # "consulate.csv"; "whole.json" of what is not set apart
    content: bytes = Field(sa_type=LargeBinary)


def checksum(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the files' own sums, in the order of their names, as sha256sum writes them."""
    sums = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return hashlib.sha256("".join(sums).encode()).hexdigest()


async def editions(session: AsyncSession, period: str) -> Sequence[Publication]:
    query = select(Publication).where(Publication.period == period)
    return (await session.scalars(query.order_by(col(Publication.edition)))).all()


async def files(session: AsyncSession, publication: Publication) -> dict[str, bytes]:
    query = select(PublishedFile).where(PublishedFile.publication_id == publication.id)
    return {it.name: it.content for it in (await session.scalars(query)).all()}


async def publish(  # noqa: PLR0913 - an edition says all of this
    session: AsyncSession,
    member: StaffMember | None,
    period: str,
    contents: Mapping[str, bytes],
    *,
    definitions: str,
    now: datetime,
) -> Publication:
    """The next edition of the period; the register's lock is held since before the reading."""
    before = await editions(session, period)
    last = await session.scalar(select(func.max(Observation.id)))
    made = Publication(
        period=period,
        edition=len(before) + 1,
        definitions=definitions,
        checksum=checksum(contents),
        last_observation=last or 0,
        published_at=now,
        published_by=member.id if member else None,
    )
    session.add(made)
    await session.flush()
    assert made.id is not None  # noqa: S101 - flushed
    session.add_all(
        PublishedFile(publication_id=made.id, name=name, content=content)
        for name, content in contents.items()
    )
    await session.flush()
    return made
