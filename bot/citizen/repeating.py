"""An update that Telegram delivers again: its effects stand, its words may have been lost."""

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.citizen import resuming, rights
from bot.citizen.conversation import Conversation
from bot.citizen.presses import Erase, Speak
from bot.citizen.replies import answer
from bot.citizen.sending import Messages


class Repeated(Filter):
    """Not new. Routes above it only show, or know what is new; those below it would act again."""

    async def __call__(self, _: TelegramObject, conversation: Conversation) -> bool:
        return not conversation.is_new


async def repeat(event: Message | CallbackQuery, conversation: Conversation) -> Messages:
    """Says again what the update led to, and changes nothing."""
    standing = conversation.standing
    match event:
        case CallbackQuery(data=data) if standing is None and data == _ERASED:
            return rights.receipt(event, conversation)
        case CallbackQuery(data=str(said)) | Message(text=str(said)):
            if standing and standing.interview is None and said.casefold().startswith(_GREETED):
                return answer(event, await resuming.welcome_again(conversation, standing))
        case _:
            pass
    return await resuming.go_on(conversation, event)


_ERASED = Erase(sure=True).pack()
_GREETED = ("/start", f"{Speak.__prefix__}:")
