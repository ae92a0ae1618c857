"""What people send that is not text."""

import struct
import zlib

from bot.simulator.bots import Account
from bot.simulator.files import PNG, File, file_json, picture_size
from bot.simulator.refusal import Json

KINDS = ("photo", "sticker", "voice", "document", "location")
CONTENT = {"voice": b"OggS", "document": b"%PDF-1.4\n%%EOF\n"}
MADRID = {"latitude": 40.4168, "longitude": -3.7038}


def picture(width: int = 240, height: int = 160) -> bytes:
    """A PNG of an evening sky, so that a sent photo is seen to be one."""
    rows = (bytes((0, *(sky_at(y / height) * width))) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(rows))
    return PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def sky_at(depth: float) -> tuple[int, int, int]:
    """Red, green and blue, from the top (0) to the horizon (1)."""
    return (int(60 + 180 * depth), int(90 + 60 * depth), int(140 - 40 * depth))


def odd_content(account: Account, kind: str, given: Json) -> Json:
    """The content of a message of one of KINDS; a place or a picture may be given."""
    if kind == "location":
        return {"location": {name: float(given.get(name, MADRID[name])) for name in MADRID}}
    name, media = {
        "photo": ("foto.png", "image/png"),
        "sticker": ("sticker.png", "image/png"),
        "voice": ("voz.ogg", "audio/ogg"),
        "document": ("carta.pdf", "application/pdf"),
    }[kind]
    content = CONTENT.get(kind) or given.get("picture") or picture()
    file = File(name, media, content)
    sent = file_json(account.files.keep(file), file)
    if kind == "voice":
        return {"voice": sent | {"duration": 1, "mime_type": media}}
    if kind == "document":
        return {"document": sent | {"file_name": name, "mime_type": media}}
    width, height = picture_size(file.content)
    size = sent | {"width": width, "height": height}
    looks = {"type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"}
    return {"photo": [size]} if kind == "photo" else {"sticker": size | looks}


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum
