"""The files that pass through one bot's chats, kept in memory."""

import re
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus

from bot.simulator.refusal import Json, Refusal, bad_request

PHOTO_LIMIT = 10 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024
ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True)
class File:
    name: str
    kind: str
    content: bytes


@dataclass
class Files:
    """An id is good for one bot only, as on Telegram: another bot must upload the file anew."""

    _kept: dict[str, File] = field(default_factory=dict)

    def keep(self, file: File) -> str:
        file_id = f"SIM{secrets.token_urlsafe(24)}"
        self._kept[file_id] = file
        return file_id

    def find(self, file_id: str) -> File | None:
        return self._kept.get(file_id)

    def sent_as(self, given: str) -> File:
        """The file that a send method names by id."""
        if given.startswith(("http://", "https://")):
            raise bad_request("the simulator fetches nothing from the network: upload the file")
        if given not in self._kept:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._kept[given]

    def to_download(self, file_id: str) -> Json:
        """What getFile answers: the path at which the bot may fetch it."""
        file = self.find(file_id)
        if file is None:
            raise bad_request("invalid file_id")
        if len(file.content) > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        return file_json(file_id, file) | {"file_path": _path(file_id, file)}

    def at(self, path: str) -> File:
        file_id = path.removeprefix("files/").partition(".")[0]
        file = self.find(file_id)
        if file is None or path != _path(file_id, file):
            raise Refusal(HTTPStatus.NOT_FOUND)
        return file


def file_json(file_id: str, file: File) -> Json:
    ids = {"file_id": file_id, "file_unique_id": f"u{file_id[-12:]}"}
    return ids | {"file_size": len(file.content)}


def _path(file_id: str, file: File) -> str:
    ending = ENDING.search(file.name)
    return f"files/{file_id}{ending[0] if ending else ''}"


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG; anything else is refused as Telegram does."""
    if len(content) > PHOTO_LIMIT:
        raise bad_request("file is too big")
    if content.startswith(PNG) and len(content) >= 24:
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if content.startswith(JPEG):
        return _jpeg_size(content)
    raise bad_request("IMAGE_PROCESS_FAILED")


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header (SOF0-SOF2), which holds height, then width."""
    place = 2
    while place + 9 <= len(content):
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if marker in {0xC0, 0xC1, 0xC2}:
            height, width = content[place + 5 : place + 7], content[place + 7 : place + 9]
            return int.from_bytes(width), int.from_bytes(height)
        place += 2 + length
    raise bad_request("IMAGE_PROCESS_FAILED")
