"""A period as a page reads it: how it stands, its editions, and one of their files."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from analytics.period import Period
from db.flow import PeriodStep, Standing, State
from db.publications import Publication, PublishedFile
from db.spans import Span

STATES = {
    State.OPEN: "abierto",
    State.SUBMITTED: "entregado",
    State.RETURNED: "devuelto",
    State.ACCEPTED: "aceptado",
    State.CLOSED: "cerrado",
    State.PUBLISHED: "publicado",
}
_MOST = 10_000  # editions of one period; an address may name any number


def read_state(connection: Connection, period: Period) -> str:
    """The state of the period as a whole, in a word."""
    query = select(col(PeriodStep.step), col(PeriodStep.unit)).where(
        col(PeriodStep.period) == str(period)
    )
    steps: list[Any] = list(connection.execute(query.order_by(col(PeriodStep.id))).all())
    span = Span(str(period), period.first_month, period.last_month)
    return STATES[Standing.of(span, steps).whole]


def read_editions(connection: Connection, period: Period) -> Sequence[Any]:
    """The number, the instant and the checksum of each edition of the period."""
    query = select(
        col(Publication.edition), col(Publication.published_at), col(Publication.checksum)
    ).where(col(Publication.period) == str(period))
    return connection.execute(query.order_by(col(Publication.edition))).all()


def read_edition(connection: Connection, period: Period, number: int, name: str) -> bytes | None:
    """The bytes of one file, such as whole.csv or consulate.json; none where there is none."""
    if number > _MOST:
        return None
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
