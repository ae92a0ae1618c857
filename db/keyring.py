"""Personal columns: sealed with AES-GCM, found again by a keyed hash."""

import hashlib
import hmac
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES = 32
_NONCE_BYTES = 12
_PSEUDONYM_DIGITS = 32  # 128 bits


class WrongKeyError(Exception):
    """A sealed value does not open: another key, another row, or a damaged value."""


class Keyring:
    """Keys grown from one secret: one seals, one fingerprints, one gives other names.

    The secret lives outside the database, so that a stolen dump tells nobody's name.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(f"the key has {len(secret)} bytes, {KEY_BYTES} are needed")
        self._seal = AESGCM(HKDFExpand(SHA256(), KEY_BYTES, b"pulso seal").derive(secret))
        self._hash = HKDFExpand(SHA256(), KEY_BYTES, b"pulso fingerprint").derive(secret)
        self._other_name = HKDFExpand(SHA256(), KEY_BYTES, b"pulso pseudonym").derive(secret)

    def seal(self, plain: str, row: str) -> bytes:
        """Nonce and ciphertext of *plain*, readable only in *row* (AES-GCM's associated data)."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._seal.encrypt(nonce, plain.encode(), row.encode())

    def unseal(self, sealed: bytes, row: str) -> str:
        """The text that was sealed for *row*.

        Raises:
            WrongKeyError: it was sealed with another key, for another row, or was altered.
        """
        nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._seal.decrypt(nonce, ciphertext, row.encode()).decode()
        except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
            raise WrongKeyError(row) from error

    def fingerprint(self, telegram_id: int) -> bytes:
        """32 bytes that find a person again and, without the key, tell nothing of them."""
        return hmac.new(self._hash, str(telegram_id).encode(), hashlib.sha256).digest()

    def pseudonym(self, of: UUID) -> str:
        """What an id is called outside the house: always the same, and no way back to the id."""
        return hmac.new(self._other_name, of.bytes, hashlib.sha256).hexdigest()[:_PSEUDONYM_DIGITS]
