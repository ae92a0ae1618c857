"""The embedded PostgreSQL: one server a folder, shared by the processes that use it."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from db.server_home import Home, find_home, make_socket_folder
from db.server_locks import GLANCE, hold, hold_alone, wait_to_hold
from db.server_refusals import Refusal, busy, full, no_space
from db.server_settings import DATABASE, OWNER, PORT, write_settings

__all__ = ["Refusal", "Server", "ServerFailedError", "open_server"]

READY_WITHIN = 120.0  # seconds; a crash recovery replays up to a gigabyte of log
SILENT_AT_MOST = 10.0  # seconds without a socket before a living server is taken as cut off

INITDB = (
    "--username=postgres", "--auth=peer", "--encoding=UTF8", "--locale=C",
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums",
    "--no-instructions",
)  # fmt: skip
# Made aside and renamed when whole, so a kill in the middle leaves nothing that looks like data.
MAKE = 'cd -- "$1" && rm -rf cluster.new && shift && "$@" && mv cluster.new cluster'
# No process of this server lives when this runs, so what names one is stale. The shell leaves
# the server to init: no terminal, no parent to die with.
LAUNCH = """
cd -- "$1" || exit
rm -f cluster/postmaster.pid "$2"/.s.PGSQL.*
[ -e server.log ] && mv -f server.log server.log.1
shift 2
"$@" </dev/null >server.log 2>&1 &
"""


class ServerFailedError(RuntimeError):
    """PostgreSQL did not start or did not answer; the message ends with its log's last lines."""


@dataclass
class Server:
    """A hold on a running server; the last one to close stops it."""

    url: str  # for SQLAlchemy; psycopg takes it without "+psycopg"
    home: Home
    _users: int | None  # the descriptor of our shared lock
    _process: int = field(default_factory=os.getpid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """A forked child only lets go: the server is its parent's to stop."""
        if self._users is None:
            return
        users, self._users = self._users, None
        # Closed, never unlocked: a child forked from us may share the lock, and counts.
        os.close(users)
        if os.getpid() != self._process:
            return
        with wait_to_hold(self.home.folder / "starting.lock", READY_WITHIN):
            alone = hold_alone(self.home.folder / "users.lock")
            if alone is not None:
                _stop(self.home)
                with suppress(OSError):
                    self.home.socket.rmdir()
                os.close(alone)


def open_server(data: Path) -> Server | Refusal:
    """Join the server that lives in `data`, starting it, and making it, where needed.

    The folder is the server's alone. Raises ServerFailedError, or TimeoutError where another
    process never ends its own start.
    """
    home = find_home(data)
    if isinstance(home, Refusal):
        return home
    with wait_to_hold(home.folder / "starting.lock", READY_WITHIN) as starting:
        refusal = _make_cluster(home, starting) or make_socket_folder(home) or _run(home)
        if refusal is not None:
            return refusal
        users = hold(home.folder / "users.lock")
    address = f"{OWNER}@/{DATABASE}?host={quote(str(home.socket), safe='')}&port={PORT}"
    return Server(f"postgresql+psycopg://{address}", home, users)


def _make_cluster(home: Home, starting: int) -> Refusal | None:
    if home.cluster.exists():
        return None
    # initdb keeps the lock as well: should we be killed, nobody starts before it has ended.
    made = home.account.shell(
        MAKE, home.folder, home.binaries / "initdb", "--pgdata=cluster.new", *INITDB,
        keep=(starting,),
    )  # fmt: skip
    if made.returncode == 0:
        _make_durable(home.folder)
        return None
    home.account.shell('rm -rf -- "$1"', home.folder / "cluster.new")
    if no_space(made.stderr):
        return full(home.folder)
    raise ServerFailedError(f"PostgreSQL no pudo crear la base de datos.\n{made.stderr}")


def _run(home: Home) -> Refusal | None:
    """Start the server unless it lives, and wait until it answers."""
    begun = time.monotonic()
    silent_since = begun
    launched = False
    while time.monotonic() - begun < READY_WITHIN:
        dead = hold_alone(home.folder / "running.lock")
        if dead is not None:
            refusal = None if launched else _launch(home, dead)
            os.close(dead)
            if refusal is not None or launched:
                return refusal or _explain(home, "PostgreSQL no pudo arrancar.")
            launched = True
        answer = _ask(home)
        if answer == Ping.OK:
            _make_database(home)
            return None
        if answer == Ping.REJECT:  # alive, but still recovering
            silent_since = time.monotonic()
        if time.monotonic() - silent_since > SILENT_AT_MOST and not launched:
            if (refusal := _stop_if_unused(home)) is not None:
                return refusal
            silent_since = time.monotonic()
        time.sleep(GLANCE)
    return _explain(home, f"PostgreSQL no respondió en {READY_WITHIN:.0f} segundos.")


def _launch(home: Home, running: int) -> Refusal | None:
    """The server inherits the lock, and with it all its children, for as long as one lives."""
    if (refusal := write_settings(home)) is not None:
        return refusal
    command = (home.binaries / "postgres", "-D", home.cluster)
    home.account.shell(LAUNCH, home.folder, home.socket, *command, keep=(running,))
    return None


def _ask(home: Home) -> int:
    """What pg_isready says, asked by the same call and without a process of its own."""
    return PGconn.ping(_address(home, dbname=DATABASE, user=OWNER).encode())


def _address(home: Home, **who: str) -> str:
    return make_conninfo(host=str(home.socket), port=PORT, connect_timeout=10, **who)


def _stop_if_unused(home: Home) -> Refusal | None:
    """A server whose folder was moved, or whose socket was swept away, cannot be joined."""
    alone = hold_alone(home.folder / "users.lock")
    if alone is None:
        return busy(home.folder, home.socket)
    os.close(alone)
    _stop(home)
    return None


def _stop(home: Home) -> None:
    pg_ctl = (home.binaries / "pg_ctl", "stop", "-D", home.cluster)
    home.account.run(*pg_ctl, "-m", "fast", "-w", "-t", "60")


def _make_database(home: Home) -> None:
    """A role that may make databases (tests do) but read no file and run no program."""
    address = _address(home, dbname="postgres", user="postgres")
    with psycopg.connect(address, autocommit=True) as postgres:
        if not postgres.execute("SELECT FROM pg_roles WHERE rolname = %s", [OWNER]).rowcount:
            postgres.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        if not postgres.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
            postgres.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


def _explain(home: Home, what: str) -> Refusal:
    log = home.folder / "server.log"
    tail = home.account.shell('tail -n 20 -- "$1"', log).stdout
    if no_space(tail):
        return full(home.folder)
    raise ServerFailedError(f"{what} Últimas líneas de {log}:\n{tail}")


def _make_durable(folder: Path) -> None:
    """The rename itself must reach the disk before anything is committed behind it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
