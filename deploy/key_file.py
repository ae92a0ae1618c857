"""The file of the key that opens the personal columns: made once, whole, and closed to others."""

import base64
import os
import secrets
from pathlib import Path

from db.keyring import KEY_BYTES


class NotAKeyError(ValueError):
    """The text is not KEY_BYTES bytes in base64."""


def parse(text: str) -> bytes:
    """Raises NotAKeyError, which never repeats the text: most of a key is still a secret."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        raise NotAKeyError from None
    if len(key) != KEY_BYTES:
        raise NotAKeyError
    return key


def make(path: Path) -> None:
    """A new key, on the disk before anything is sealed with it; one that is there stays.

    It is written aside and linked, so that nobody ever reads half of it.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    except FileExistsError:
        pass  # another process was quicker: its key is the key
    finally:
        aside.unlink()
