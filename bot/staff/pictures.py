"""The picture that a member sends: fetched from Telegram, and looked at before it is kept."""

from telegram import Bot, Document, PhotoSize, Update
from telegram.error import BadRequest

LARGEST = 1_000_000  # bytes; Telegram's own sizes of a photo stay below
_EDGES = 10_000  # pixels, width and height together; Telegram sends no larger photo
_OBLONG = 20  # times longer than wide, at most
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG's markers of a frame's header
_HEADER = 9  # bytes from a marker to the end of the width


def offered(update: Update) -> PhotoSize | Document | None:
    """The largest size of a photo that we keep, or a file that says it is an image."""
    message = update.message
    if message is None:
        return None
    fitting = [it for it in message.photo if (it.file_size or 0) <= LARGEST]
    if fitting:
        return max(fitting, key=lambda it: it.width * it.height)
    file = message.document
    is_image = file is not None and (file.mime_type or "").startswith("image/")
    return file if file and is_image and (file.file_size or 0) <= LARGEST else None


async def fetch(bot: Bot, offer: PhotoSize | Document) -> bytes | None:
    """The picture, if it is one that Telegram will also send as a photo.

    Raises:
        NetworkError: Telegram was out of reach; the update comes again.
    """
    try:
        file = await bot.get_file(offer.file_id)
    except BadRequest:  # too big, or gone
        return None
    content = bytes(await file.download_as_bytearray())
    return content if len(content) <= LARGEST and can_be_sent(content) else None


def can_be_sent(content: bytes) -> bool:
    size = _png_size(content) or _jpeg_size(content)
    if size is None or not all(size):
        return False
    return sum(size) <= _EDGES and max(size) <= _OBLONG * min(size)


def _png_size(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(_PNG) or len(content) < 24:
        return None
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """From the header of the first frame, past the segments before it (ITU T.81, annex B)."""
    place = len(_JPEG) if content.startswith(_JPEG) else len(content)
    while place + _HEADER <= len(content):
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if content[place] != 0xFF or length < 2:
            return None
        if marker in _FRAMES:
            height, width = content[place + 5 : place + 7], content[place + 7 : place + _HEADER]
            return int.from_bytes(width), int.from_bytes(height)
        place += 2 + length
    return None
