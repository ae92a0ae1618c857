"""What stands on a person's screen, folded from the log of the chat."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.simulator.refusal import Json
from bot.simulator.transcript import content_line


@dataclass(frozen=True)
class Message:
    """``buttons`` are (label, data) in reading order; a link has no data and is not among them."""

    id: int
    from_bot: bool
    text: str
    buttons: tuple[tuple[str, str], ...] = ()


def messages(log: Iterable[Json]) -> list[Message]:
    standing: dict[int, Message] = {}
    for event in log:
        match event:
            case {"kind": "said" | "message" | "edited", "message": message}:
                standing[message["message_id"]] = _message(message)
            case {"kind": "deleted", "message": message}:
                del standing[message["message_id"]]
            case _:
                pass
    return list(standing.values())


def keys_under_box(log: Iterable[Json]) -> dict[str, Json]:
    """The keys of the reply keyboard by label, if one is up."""
    keyboards = (event["keyboard"] for event in log if event.get("keyboard"))
    *_, last = (None, *keyboards)
    rows = (last or {}).get("keyboard", [])
    return {key["text"]: key for row in rows for key in row}


def heard(event: Json) -> str:
    """What a bot's message, edit or notice tells the person; otherwise nothing."""
    match event:
        case {"kind": "message" | "edited", "message": message} if message["from"]["is_bot"]:
            return content_line(message)
        case {"kind": "answered", "text": str(text)}:
            return text
        case _:
            return ""


def _message(message: Json) -> Message:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = tuple(
        (button["text"], button["callback_data"])
        for row in rows
        for button in row
        if "callback_data" in button
    )
    from_bot = message["from"]["is_bot"]
    return Message(message["message_id"], from_bot, content_line(message), buttons)
