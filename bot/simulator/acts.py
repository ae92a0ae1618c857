"""What a person can do in a chat; each act becomes the update that Telegram would send."""

import secrets

from bot.simulator.bots import Account, Press
from bot.simulator.chats import Chat
from bot.simulator.entities import Formatted
from bot.simulator.odd import KINDS, odd_content
from bot.simulator.refusal import Json
from bot.simulator.sending import LONGEST_TEXT


class Impossible(Exception):  # noqa: N818 - the phone's answer to its holder, not an error of ours
    """Something that a real phone would not let a person do; the text is for them."""


def say(account: Account, chat: Chat, text: str) -> None:
    _write(account, chat, typed(text))


def edit(account: Account, chat: Chat, message_id: int, text: str) -> None:
    _can_write(chat)
    message = chat.messages.get(message_id)
    if message is None or message["from"]["is_bot"] or "text" not in message:
        raise Impossible("Solo se puede corregir un texto propio.")
    account.post("edited_message", chat, chat.edit(message, typed(text), None))


def send(account: Account, chat: Chat, kind: str, given: Json) -> None:
    if kind not in KINDS:
        raise Impossible(f"Se puede enviar: {', '.join(KINDS)}.")
    _write(account, chat, odd_content(account, kind, given))


def press(account: Account, chat: Chat, message_id: int, data: str) -> None:
    """Any data on any message, as an old screen or a forged client may send."""
    _can_write(chat)
    message = chat.messages.get(message_id)
    gone = {"message_id": message_id, "chat": chat.json(), "date": 0}
    query_id = str(secrets.randbits(63))
    account.presses[query_id] = Press(chat, account.clock.now())
    chat.note("pressed", press=query_id, message_id=message_id, label=_label(message, data))
    query = {
        "id": query_id,
        "from": chat.user.json(),
        "message": message or gone,
        "chat_instance": str(chat.user.id),
        "data": data,
    }
    account.post("callback_query", chat, query)


def button_data(chat: Chat, message_id: int, row: int, column: int) -> str:
    try:
        button = chat.messages[message_id]["reply_markup"]["inline_keyboard"][row][column]
        return str(button["callback_data"])
    except (KeyError, IndexError) as error:
        raise Impossible("Ese botón ya no está en el mensaje.") from error


def block(account: Account, chat: Chat) -> None:
    if not chat.blocked:
        chat.blocked = True
        chat.note("blocked")
        membership(account, chat, "member", "kicked")


def unblock(account: Account, chat: Chat) -> None:
    if chat.blocked:
        chat.blocked = False
        chat.note("unblocked")
        membership(account, chat, "kicked", "member")


def deactivate(_: Account, chat: Chat) -> None:
    """The account of this person is deleted for good; the bot is told nothing."""
    if not chat.deactivated:
        chat.deactivated = True
        chat.note("deactivated")


def again(account: Account, chat: Chat) -> None:
    """The person's last update once more, as when the bot's confirmation was lost."""
    if not account.repeat_last(chat):
        raise Impossible("No hay nada que repetir, o ya caducó.")


def typed(text: str) -> Json:
    formatted = Formatted(text).stripped()
    if not formatted.text or formatted.length > LONGEST_TEXT:
        raise Impossible("Un mensaje tiene entre 1 y 4096 caracteres.")
    return formatted.as_text()


def _write(account: Account, chat: Chat, content: Json) -> None:
    _can_write(chat)
    account.post("message", chat, chat.person_writes(content))


def _can_write(chat: Chat) -> None:
    if chat.deactivated:
        raise Impossible("Esta persona eliminó su cuenta de Telegram.")
    if chat.blocked:
        raise Impossible("Usted bloqueó a este bot. Desbloquéelo para escribirle.")


def membership(account: Account, chat: Chat, old: str, new: str) -> None:
    """The bot is told of its own place in the chat."""
    body = {
        "chat": chat.json(),
        "from": chat.user.json(),
        "date": chat.now(),
        "old_chat_member": _member(account, old),
        "new_chat_member": _member(account, new),
    }
    account.post("my_chat_member", chat, body)


def _member(account: Account, status: str) -> Json:
    forever = {"until_date": 0} if status == "kicked" else {}
    return {"user": account.bot.json(), "status": status} | forever


def _label(message: Json | None, data: str) -> str:
    rows = (message or {}).get("reply_markup", {}).get("inline_keyboard", [])
    labels = [b["text"] for row in rows for b in row if b.get("callback_data") == data]
    return labels[0] if labels else f"{data} (botón que ya no está)"
