"""A ✓ on the button that holds now; everything else of its message stays as it is.

What stands under a notice is the broadcast's: a press there must not write it anew.
"""

from collections.abc import Collection

from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.citizen.sending import Messages

_TICK = "✓ "


def ticked(
    buttons: InlineKeyboardMarkup, chosen: str, rivals: Collection[str] = ()
) -> InlineKeyboardMarkup:
    """The same buttons; the one that carries *chosen* has the ✓, its *rivals* have none."""
    rows = [
        [
            button.model_copy(update={"text": _label(button.text, is_chosen=data == chosen)})
            if (data := button.callback_data) == chosen or data in rivals
            else button
            for button in row
        ]
        for row in buttons.inline_keyboard
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def tick(
    query: CallbackQuery,
    notice: str,
    chosen: str,
    rivals: Collection[str] = (),
    *,
    must_read: bool = False,
) -> Messages:
    """A toast, and the ✓ where the pressed message still has its buttons."""
    toast = AnswerCallbackQuery(
        callback_query_id=query.id, text=notice, show_alert=must_read or None
    )
    if not isinstance(query.message, Message) or query.message.reply_markup is None:
        return [toast]
    edit = EditMessageReplyMarkup(
        chat_id=query.from_user.id,
        message_id=query.message.message_id,
        reply_markup=ticked(query.message.reply_markup, chosen, rivals),
    )
    return [toast, edit]


def _label(text: str, *, is_chosen: bool) -> str:
    bare = text.removeprefix(_TICK)
    return f"{_TICK}{bare}" if is_chosen else bare
