"""Who blocks the bot is not written to until they come back."""

from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated

from bot.citizen.conversation import Conversation
from bot.citizen.sending import Messages
from db import respondents


async def changed(event: ChatMemberUpdated, conversation: Conversation) -> Messages:
    """In a private chat Telegram tells a block as the bot being kicked."""
    if conversation.standing is not None and conversation.is_new:
        is_blocked = event.new_chat_member.status == ChatMemberStatus.KICKED
        since = conversation.now if is_blocked else None
        await respondents.block(conversation.session, conversation.standing.respondent.id, since)
    return []
