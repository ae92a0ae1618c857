"""What people send that is not text."""

from bot.simulator.bots import Account
from bot.simulator.files import PIXEL, File, file_json
from bot.simulator.refusal import Json

KINDS = ("photo", "sticker", "voice", "location")
MADRID = {"latitude": 40.4168, "longitude": -3.7038}


def odd_content(account: Account, kind: str) -> Json:
    if kind == "location":
        return {"location": MADRID}
    name, media = {
        "photo": ("foto.png", "image/png"),
        "sticker": ("sticker.webp", "image/webp"),
        "voice": ("voz.ogg", "audio/ogg"),
    }[kind]
    file = File(name, media, PIXEL)
    sent = file_json(account.files.keep(file), file)
    square = {"width": 1, "height": 1}
    match kind:
        case "photo":
            return {"photo": [sent | square]}
        case "sticker":
            looks = {"type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"}
            return {"sticker": sent | square | looks}
        case _:
            return {"voice": sent | {"duration": 1, "mime_type": media}}
