"""The people who hold the phones, and the groups they make; both may talk to several bots."""

import zlib
from dataclasses import dataclass

from bot.simulator.refusal import Json


@dataclass(frozen=True)
class User:
    name: str
    language_code: str

    @property
    def id(self) -> int:
        """Follows from the name, so that after a restart the same person comes back.

        Beyond 32 bits, as Telegram's newer ids are.
        """
        return 5_000_000_000 + zlib.crc32(self.name.encode())

    def json(self) -> Json:
        name = {"first_name": self.name, "language_code": self.language_code}
        return {"id": self.id, "is_bot": False} | name

    def chat_json(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": self.name}


@dataclass(frozen=True)
class Group:
    id: int
    title: str
    kind: str = "group"

    def chat_json(self) -> Json:
        return {"id": self.id, "type": self.kind, "title": self.title}
