"""The source of the figures: which kind of database, and what day it is for the ministry."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select
from sqlmodel import col

from db.installation import Installation

LIMA = ZoneInfo("America/Lima")  # the ministry's calendar


@dataclass(frozen=True)
class Source:
    """Today in Lima by the database's clock, and whether the data are made up."""

    today: date
    is_demonstration: bool

    @property
    def data(self) -> str:
        return "demostración" if self.is_demonstration else "real"


def read_source(connection: Connection) -> Source:
    kind = select(col(Installation.kind)).scalar_subquery()
    now, claimed_as = connection.execute(select(func.now(), kind)).one()
    return Source(now.astimezone(LIMA).date(), claimed_as == "demonstration")
