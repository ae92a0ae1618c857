"""A flyer is looked at before it is kept, for a picture that cannot be sent helps nobody."""

import time

import pytest
from telegram import Update

from bot.simulator.odd import picture
from bot.staff import pictures

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080014001e0101110000")


@pytest.mark.parametrize(
    ("content", "can"),
    [
        (picture(30, 20), True),
        (JPEG, True),
        (picture(500, 20), False),  # more than twenty times as wide as high
        (b"GIF89a", False),
        (b"\xff\xd8" + b"\xff" * 50, False),
        (b"", False),
    ],
)
def test_a_flyer_is_a_picture_that_telegram_sends(content, can):
    assert pictures.can_be_sent(content) is can


def update(**message: object) -> Update:
    chat = {"id": 5, "type": "private", "first_name": "Carmen"}
    body = {"message_id": 1, "date": int(time.time()), "chat": chat} | message
    return Update.de_json({"update_id": 1, "message": body}, None)


def size(edge: int, length: int) -> dict[str, object]:
    return {
        "file_id": f"f{edge}",
        "file_unique_id": f"u{edge}",
        "width": edge,
        "height": edge,
        "file_size": length,
    }


def test_the_largest_size_that_is_not_too_heavy_is_chosen():
    photo = [size(90, 2_000), size(1280, 300_000), size(320, 20_000), size(2560, 2_000_000)]
    offered = pictures.offered(update(photo=photo))
    assert offered is not None
    assert offered.file_id == "f1280"


@pytest.mark.parametrize(
    ("mime_type", "length", "is_offered"),
    [
        ("image/png", 1000, True),
        ("image/jpeg", 1_000_001, False),
        ("application/pdf", 1000, False),
    ],
)
def test_a_file_is_offered_if_it_says_that_it_is_an_image(mime_type, length, is_offered):
    file = {"file_id": "f", "file_unique_id": "u", "mime_type": mime_type, "file_size": length}
    assert (pictures.offered(update(document=file)) is not None) is is_offered
