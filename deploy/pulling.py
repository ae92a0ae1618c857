"""`pulso indicators`: the figures on a terminal or in a file, and where one comes from."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine

import analytics
from analytics import plan
from analytics.explain import explain
from analytics.output import Format, render
from analytics.period import Kind, Period
from analytics.pull import period_of
from analytics.source import read_source
from db.engine import sync_engine
from deploy import database
from deploy.settings import SettingError, Settings

Found = TypeVar("Found")


def pulled(
    settings: Settings, period: str | None, objective: str | None, by: str | None, form: Format
) -> str:
    """The figures of *period*, else of the semester that runs in Lima."""

    def read(engine: Engine, chosen: Period) -> str:
        return render(analytics.pull(chosen, objective, by, engine=engine), form)

    return _of_period(settings, period, read)


def explained(settings: Settings, measure: str, period: str | None) -> str:
    """One measure, by its code or name.

    Raises:
        SettingError: the plan has no such measure.
    """
    found = plan.measure(measure.strip())
    if found is None:
        raise SettingError(
            f"«{measure}» no es una medida del plan. Escriba su código, por ejemplo 3.2.4.2; "
            "«pulso plan show» las muestra todas. [medida-no-existe]"
        )

    def read(engine: Engine, chosen: Period) -> str:
        with engine.connect() as connection:
            return explain(connection, found, chosen)

    return _of_period(settings, period, read)


def _of_period(
    settings: Settings, period: str | None, read: Callable[[Engine, Period], Found]
) -> Found:
    with database.address(settings) as url:
        engine = sync_engine(url)
        try:
            with engine.connect() as connection:
                today = read_source(connection).today
            chosen = period_of(period) if period else Period.containing(today, Kind.SEMESTER)
            return read(engine, chosen)
        except analytics.PullRefusedError as refusal:
            raise SettingError(str(refusal)) from None
        finally:
            engine.dispose()
