"""A PostgreSQL of one's own, to be stopped, killed, frozen and started again at one's pleasure."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from db import schema
from db.engine import sync_engine
from db.server import Refusal, Server, open_server


@dataclass
class OwnServer:
    folder: Path
    hold: Server

    @property
    def url(self) -> str:
        return self.hold.url

    @property
    def processes(self) -> list[int]:
        """The postmaster first, then those it has started; none of one that has ended."""
        try:
            told = (self.folder / "cluster" / "postmaster.pid").read_text()
        except FileNotFoundError:
            return []
        postmaster = int(told.splitlines()[0])
        return [postmaster, *(pid for pid in _everybody() if _parent(pid) == postmaster)]

    def stops(self) -> None:
        """Ends as an orderly restart does it: who is connected is sent away."""
        os.kill(self.processes[0], signal.SIGINT)

    def dies(self) -> None:
        os.kill(self.processes[0], signal.SIGKILL)

    def freezes(self) -> None:
        """Takes connections and answers nothing, as on a disk that hangs."""
        for pid in self.processes:
            os.kill(pid, signal.SIGSTOP)

    def comes_back(self) -> None:
        """Whatever had befallen it."""
        for pid in self.processes:
            os.kill(pid, signal.SIGCONT)
        again = opened(self.folder)  # starts it where it does not live
        self.hold, before = again, self.hold
        before.close()


def begin(folder: Path) -> OwnServer:
    """Made, started and migrated."""
    own = OwnServer(folder, opened(folder))
    engine = sync_engine(own.url)
    schema.migrate(engine)
    engine.dispose()
    return own


def opened(folder: Path) -> Server:
    server = open_server(folder)
    assert not isinstance(server, Refusal), server
    return server


def _everybody() -> list[int]:
    return [int(it.name) for it in Path("/proc").iterdir() if it.name.isdigit()]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except FileNotFoundError:  # it has ended meanwhile
        return 0
