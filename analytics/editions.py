"""Editions as a page reads them: which there are, and one of their files."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from analytics.period import Period
from db.publications import Publication, PublishedFile


def read_editions(connection: Connection, period: Period) -> Sequence[Any]:
    """The number, the instant and the checksum of each edition of the period."""
    query = select(
        col(Publication.edition), col(Publication.published_at), col(Publication.checksum)
    ).where(col(Publication.period) == str(period))
    return connection.execute(query.order_by(col(Publication.edition))).all()


def read_edition(connection: Connection, period: Period, number: int, name: str) -> bytes | None:
    """The bytes of one file, such as whole.csv or consulate.json; none where there is none."""
    query = (
        select(col(PublishedFile.content))
        .join(Publication, col(Publication.id) == col(PublishedFile.publication_id))
        .where(
            col(Publication.period) == str(period),
            col(Publication.edition) == number,
            col(PublishedFile.name) == name,
        )
    )
    return connection.execute(query).scalar_one_or_none()
