"""`pulso indicators pull`: the figures on a terminal or in a file."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text

import analytics
from analytics.output import Format, render
from analytics.period import Kind, Period
from db.engine import sync_engine
from deploy import database
from deploy.settings import SettingError, Settings

HOME = ZoneInfo("America/Lima")  # the plan's calendar


def pulled(
    settings: Settings, period: str | None, objective: str | None, by: str | None, form: Format
) -> str:
    """The figures of *period*, else of the semester that runs in Lima."""
    with database.address(settings) as url:
        engine = sync_engine(url)
        try:
            with engine.connect() as connection:
                now: datetime = connection.execute(text("SELECT now()")).scalar_one()
            chosen = period or str(Period.containing(now.astimezone(HOME).date(), Kind.SEMESTER))
            return render(analytics.pull(chosen, objective, by, engine=engine), form)
        except analytics.PullRefusedError as refusal:
            raise SettingError(str(refusal)) from None
        finally:
            engine.dispose()
