"""The schema and its migrations, applied by one process at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

_LOCK = 0x70756C736F  # "pulso": the advisory lock's number
_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine, to: str = "head") -> None:
    """Brings the schema to revision *to* in one transaction.

    Whoever comes second waits at the advisory lock and finds nothing left to do.
    """
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        going_down = to != "head"
        (command.downgrade if going_down else command.upgrade)(config, to)
