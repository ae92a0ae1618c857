"""A chat's log as lines that a person reads, and that a golden test keeps."""

from collections.abc import Iterable, Iterator

from bot.simulator.refusal import Json

MARGIN = 9
ODD = {
    "photo": "foto",
    "sticker": "sticker",
    "voice": "nota de voz",
    "venue": "lugar",
    "location": "ubicación",
    "document": "documento",
}


def transcript(log: Iterable[Json]) -> str:
    return "\n".join(line for event in log for line in _lines(event))


def _lines(event: Json) -> Iterator[str]:
    match event:
        case {"kind": "said", "message": message}:
            yield from _speech("PERSONA", content_line(message))
        case {"kind": "pressed", "label": label}:
            yield from _speech("PERSONA", f"▸ {label}")
        case {"kind": "message", "message": message}:
            yield from _speech("BOT", content_line(message))
            yield from _rows(message.get("reply_markup"))
            yield from _rows(event.get("keyboard"))
        case {"kind": "edited", "message": message}:
            who = "BOT" if message["from"]["is_bot"] else "PERSONA"
            yield from _speech(who, f"✎ {content_line(message)}")
            yield from _rows(message.get("reply_markup"))
        case {"kind": "deleted", "message": message}:
            yield from _speech("BOT", f"✗ {content_line(message)}")
        case {"kind": "answered", "text": str(text)} if text:
            yield from _speech("AVISO", text)
        case {"kind": "blocked"}:
            yield from _speech("PERSONA", "(bloquea al bot)")
        case {"kind": "unblocked"}:
            yield from _speech("PERSONA", "(desbloquea al bot)")
        case {"kind": "deactivated"}:
            yield from _speech("PERSONA", "(elimina su cuenta)")
        case _:
            pass


def _speech(who: str, text: str) -> Iterator[str]:
    first, *more = text.split("\n")
    yield f"{who:<{MARGIN}}{first}".rstrip()
    yield from (f"{'':{MARGIN}}{line}".rstrip() for line in more)


def content_line(message: Json) -> str:
    text = str(message.get("text") or message.get("caption") or "")
    for key, name in ODD.items():
        if key in message:
            return f"({name}{_which(key, message[key])}) {text}".strip()
    return text


def _which(key: str, content: Json) -> str:
    match key:
        case "document":
            return f" {content['file_name']}"
        case "venue":
            return f": {content['title']}, {content['address']}"
        case _:
            return ""


def _rows(markup: Json | None) -> Iterator[str]:
    """Buttons under a message, or with a mark those under the typing box."""
    match markup:
        case {"inline_keyboard": rows}:
            mark = ""
        case {"keyboard": rows}:
            mark = "⌨ "
        case {"remove_keyboard": True}:
            yield f"{'':{MARGIN}}⌨ (sin teclado)"
            return
        case _:
            return
    for row in rows:
        labels = " ".join(f"[{button['text']}{'↗' if 'url' in button else ''}]" for button in row)
        yield f"{'':{MARGIN}}{mark}{labels}"
