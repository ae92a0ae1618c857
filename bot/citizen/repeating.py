"""An update that Telegram delivers again: its effects stand, its words may have been lost."""

from aiogram.types import CallbackQuery, Message, Update

from bot.citizen import resuming, rights
from bot.citizen.conversation import Conversation
from bot.citizen.presses import Erase, Speak
from bot.citizen.replies import answer
from bot.citizen.sending import Messages


async def repeat(conversation: Conversation, update: Update) -> Messages:
    """Says again what the update led to, and changes nothing."""
    standing = conversation.standing
    match update.callback_query or update.message:
        case CallbackQuery(data=data) as query if standing is None and data == _ERASED:
            return rights.receipt(query, conversation)
        case CallbackQuery(data=str(said)) | Message(text=str(said)) as event:
            if standing and standing.interview is None and said.casefold().startswith(_GREETED):
                return answer(event, resuming.welcome_again(conversation, standing))
            return await resuming.go_on(conversation, event)
        case CallbackQuery() | Message() as event:
            return await resuming.go_on(conversation, event)
        case _:
            return []


_ERASED = Erase(sure=True).pack()
_GREETED = ("/start", f"{Speak.__prefix__}:")
