"""`pulso indicators pull`: the figures on a terminal or in a file."""

import analytics
from analytics.output import Format, render
from analytics.period import Kind, Period
from analytics.source import read_source
from db.engine import sync_engine
from deploy import database
from deploy.settings import SettingError, Settings


def pulled(
    settings: Settings, period: str | None, objective: str | None, by: str | None, form: Format
) -> str:
    """The figures of *period*, else of the semester that runs in Lima."""
    with database.address(settings) as url:
        engine = sync_engine(url)
        try:
            with engine.connect() as connection:
                today = read_source(connection).today
            chosen = period or Period.containing(today, Kind.SEMESTER)
            return render(analytics.pull(chosen, objective, by, engine=engine), form)
        except analytics.PullRefusedError as refusal:
            raise SettingError(str(refusal)) from None
        finally:
            engine.dispose()
