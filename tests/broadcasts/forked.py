"""Walkers as processes of their own, forked from a warmed one (warm.py)."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.broadcasts.ledger import TOKEN

WARM = Path(__file__).with_name("warm.py")


class Walkers:
    """What they are told they all share; `start` adds what only one is told."""

    def __init__(self) -> None:
        self.order = {"key": bytes(range(32)).hex(), "token": TOKEN}
        self.pids: list[int] = []
        self.warm = subprocess.Popen(  # noqa: S603 - our own file
            [sys.executable, "-W", "error", str(WARM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.warm.stdout.readline() == "warm\n"

    def start(self, **fault) -> int:
        self.warm.stdin.write(json.dumps({**self.order, **fault}) + "\n")
        self.warm.stdin.flush()
        self.pids.append(int(self.warm.stdout.readline()))
        return self.pids[-1]

    def kill(self) -> None:
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.pids.clear()

    def close(self) -> None:
        self.kill()
        self.warm.stdin.close()
        self.warm.wait(10)
        self.warm.stdout.close()


async def until(is_so, within=20.0) -> None:
    async with asyncio.timeout(within):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.01)  # between two looks; the condition decides


def dies(pid: int):
    async def is_dead() -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        return False

    return is_dead
