"""Who is alive, told by locks of the kernel on three files in the server's folder.

`users.lock` is held, shared, by every process that uses the server; `starting.lock` by the one
that starts or stops it; `running.lock` by the server and all its children, who inherit it. A
kill releases them by itself, and a process number that is somebody else's by now means nothing.
A lock is a descriptor: it is let go by closing it.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GLANCE = 0.02  # seconds between two looks


def hold(lock: Path) -> int:
    """Together with others; whoever wants it alone must not be able to have it meanwhile."""
    return _take(lock, fcntl.LOCK_SH)


def hold_alone(lock: Path) -> int | None:
    """None while somebody else holds it."""
    try:
        return _take(lock, fcntl.LOCK_EX)
    except BlockingIOError:
        return None


@contextmanager
def wait_to_hold(lock: Path, seconds: float) -> Iterator[int]:
    """Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while (held := hold_alone(lock)) is None:
        if time.monotonic() > deadline:
            raise TimeoutError(f"Otro proceso retiene {lock}. Ciérrelo y vuelva a intentar.")
        time.sleep(GLANCE)
    try:
        yield held
    finally:
        os.close(held)


def _take(lock: Path, kind: int) -> int:
    descriptor = os.open(lock, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
