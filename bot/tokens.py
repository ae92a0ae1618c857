"""Ids as they travel in a button or a link, where every byte counts."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from uuid import UUID

_BYTES = 16


def token(number: UUID) -> str:
    """22 letters of A-Z a-z 0-9 _ -, instead of a UUID's 36."""
    return urlsafe_b64encode(number.bytes).decode().rstrip("=")


def from_token(text: str) -> UUID | None:
    """The id; none for what is no token, as an altered button may carry."""
    try:
        raw = urlsafe_b64decode(f"{text}==")
    except (Error, ValueError):
        return None
    return UUID(bytes=raw) if len(raw) == _BYTES else None
