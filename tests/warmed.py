"""Processes by forks: importing aiogram costs 2.5 s, a fork of a process that has it 28 ms.

`Warmed` starts such a process and orders forks; `fork_at_orders` is what goes on inside it.
"""

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

_HOME = Path(__file__).parents[1]
_READY = "warm"


class Warmed:
    """A process that runs *module*, and those that it has forked."""

    def __init__(self, module: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-W", "error", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_HOME,
        )
        assert self._line() == _READY
        self.pids: list[int] = []

    def fork(self, order: Mapping[str, Any]) -> int:
        """The id of a new process that lives by *order*."""
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        self.pids.append(int(self._line()))
        return self.pids[-1]

    def kill(self) -> None:
        """Kills what was forked."""
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.pids.clear()

    def close(self) -> None:
        self.kill()
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _line(self) -> str:
        return self._process.stdout.readline().strip()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def fork_at_orders(live: Callable[[dict[str, Any]], None]) -> None:
    """For each JSON line that comes in a fork does what *live* says; its id goes out."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are nobody's to wait for
    gc.freeze()
    print(_READY, flush=True)  # noqa: T201 - this is how it speaks
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(0)
            live(json.loads(line))
            os._exit(0)
        print(child, flush=True)  # noqa: T201
