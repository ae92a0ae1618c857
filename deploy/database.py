"""The database of this installation, open and up to date for as long as a command runs."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from db import installation, schema
from db.engine import async_engine, embedded, sync_engine
from db.installation import Kind
from db.keyring import Keyring
from db.server import Refusal, ServerFailedError, open_server
from db.transaction import transaction
from deploy.settings import SettingError, Settings


@dataclass(frozen=True)
class Database:
    """Where it is, and what opens its personal columns."""

    url: str
    keyring: Keyring


@contextmanager
def address(settings: Settings) -> Iterator[str]:
    """The address of the migrated database; the embedded server lives as long as this block.

    Raises:
        SettingError: it cannot be reached or started; the message says what to do.
    """
    if settings.database_url is not None:
        _migrate(settings.database_url)
        yield settings.database_url
        return
    make_folder(settings.data)
    try:
        server = open_server(embedded(settings.data))
    except (ServerFailedError, TimeoutError) as error:
        raise SettingError(f"{error} [base-no-arranca]") from None
    if isinstance(server, Refusal):
        raise SettingError(f"{server.message} [{server.code}]")
    with server:
        _migrate(server.url)
        yield server.url


async def claim(url: str, settings: Settings, kind: Kind, *, create_key: bool = False) -> Database:
    """The database as one of *kind*, with the key that opens it.

    Raises:
        SettingError: it is of the other kind, or the key does not fit.
    """
    keyring = Keyring(settings.keyring_secret(create=create_key))
    async with once(url) as session:
        mismatch = await installation.claim(session, keyring, kind)
    if mismatch is not None:
        raise SettingError(str(mismatch))
    return Database(url, keyring)


@asynccontextmanager
async def once(url: str) -> AsyncIterator[AsyncSession]:
    """One transaction by a command that needs no other."""
    engine = async_engine(url)
    try:
        async with transaction(engine) as session:
            yield session
    finally:
        await engine.dispose()


def make_folder(folder: Path) -> None:
    """The folder of our data; the server's own part and the key close themselves.

    Raises:
        SettingError: it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingError(
            f"No se puede escribir en {folder} ({error.strerror}). Indique otra carpeta: "
            "PULSO_DATA=/ruta make run. [carpeta-sin-permiso]"
        ) from None


def _migrate(url: str) -> None:
    engine = sync_engine(url)
    try:
        schema.migrate(engine)
    except (OperationalError, ProgrammingError) as error:
        if isinstance(error, ProgrammingError) and not isinstance(
            error.orig, InsufficientPrivilege
        ):
            raise  # a bug of ours
        first_line = str(error.orig).strip().splitlines()[0]
        raise SettingError(
            f"La base de datos no nos atiende: {first_line}. Revise PULSO_DATABASE_URL. "
            "[base-no-responde]"
        ) from None
    finally:
        engine.dispose()
