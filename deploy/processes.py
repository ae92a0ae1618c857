"""The parts of the system as processes of one command: started, watched, and stopped together."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_PATIENCE = 10.0  # seconds a part gets to stop by itself
_GLANCE = 0.05
_TETHER = "PULSO_TETHERED"


@dataclass
class Part:
    """One process, the file it logs to, and the address that answers when it is ready.

    What only asks others has no address: it is ready as soon as it lives.
    """

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    health: str | None

    def is_ready(self) -> bool:
        if self.health is None:
            return True
        try:
            with urllib.request.urlopen(self.health, timeout=1) as answer:  # noqa: S310 - loopback
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-5:] or ["(nada)"]
        return "\n".join((f"Lo último que anotó en {self.log}:", *lines))


class PartDiedError(RuntimeError):
    """A part of the system stopped by itself; after one line come its last log lines."""

    def __init__(self, part: Part, what: str) -> None:
        super().__init__(f"«{part.name}» {what}\n{part.last_words()}")


class Processes:
    """The running parts. Leaving the block stops them all, the last started first."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.parts: list[Part] = []

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        for part in reversed(self.parts):
            part.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        for part in self.parts:
            try:
                part.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                part.process.kill()
                part.process.wait()
            if part.process.stdin is not None:
                part.process.stdin.close()

    def start(
        self,
        name: str,
        arguments: Sequence[str],
        health: str | None,
        environment: Mapping[str, str],
    ) -> None:
        """Starts `pulso` with *arguments*.

        It leaves the terminal's group, so that Ctrl-C is ours to pass on, and it ends by itself
        when we are killed, because its standard input then closes.
        """
        log = self.logs / f"{name}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "deploy.cli", *arguments],
                env={**os.environ, **environment, _TETHER: "1"},
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.parts.append(Part(name, process, log, health))

    async def wait_until_ready(self, within: float) -> None:
        """Returns when every part answers.

        Raises:
            PartDiedError: one of them stopped, or did not answer in *within* seconds.
        """
        deadline = time.monotonic() + within
        waiting = list(self.parts)
        while waiting:
            await asyncio.sleep(_GLANCE)  # first of all, so that Ctrl-C is not taken for a death
            self.check()
            waiting = [part for part in waiting if not part.is_ready()]
            if waiting and time.monotonic() > deadline:
                raise PartDiedError(waiting[0], "no responde. [parte-muda]")

    def check(self) -> None:
        for part in self.parts:
            if part.process.poll() is not None:
                raise PartDiedError(part, "se detuvo. [parte-detenida]")


def leave_with_parent() -> None:
    """In a part: ends this process when the one that started it is gone."""
    if os.environ.get(_TETHER) != "1":
        return

    def watch() -> None:
        # Not by sys.stdin, whose lock a thread that still waits would keep at the very end.
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
