"""Which update goes to which handler, in the order in which they are asked."""

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.staff import (
    announcing,
    approving,
    beginning,
    discarding,
    hearing,
    listing,
    presses,
    prompting,
    recording_month,
    rejecting,
    reviewing,
    revoking,
    served,
    sharing,
    steering,
    visiting,
)
from bot.staff.desk import Desk
from bot.staff.messages import Messages
from bot.staff.transaction import Handler, StaffApplication, Store
from bot.staff.words import say

KINDS = ["message", "callback_query"]  # of updates; no others are asked for

COMMANDS: dict[str, Handler] = {
    "visita": beginning.command,
    "visitas": listing.listing,
    "datos": recording_month.command,
    "avisos": reviewing.listing,
    "revocar": revoking.listing,
    "ayuda": prompting.help_,
}
PRESSES: dict[str, Handler] = {
    presses.NEW: beginning.pressed,
    presses.CHANGE: beginning.change,
    presses.ANSWER: visiting.pressed,
    presses.MARK: visiting.marked,
    presses.BACK: visiting.back,
    presses.LEAVE: visiting.leave,
    presses.EDIT: visiting.edit,
    presses.DISCARD: discarding.pressed,
    presses.LIST: listing.listing,
    presses.OPEN: listing.open_,
    presses.SERVED: served.pressed,
    presses.OFFICES: recording_month.turned,
    presses.FIGURES: recording_month.pressed,
    # of notices
    presses.PREVIEW: announcing.preview,
    presses.EXAMPLE: announcing.example,
    presses.SUBMIT: announcing.submit,
    presses.WITHDRAW: announcing.withdraw,
    presses.NOTICES: reviewing.listing,
    presses.REVIEW: reviewing.review,
    presses.APPROVE: approving.approve,
    presses.REJECT: rejecting.reject,
    presses.PAUSE: steering.pause,
    presses.RESUME: steering.resume,
    presses.STOP: steering.stop,
    presses.AGAIN: steering.again,
    presses.SHARE: sharing.share,
    presses.COLLEAGUES: revoking.listing,
    presses.REVOKE: revoking.revoke,
}
_DECIDED = (
    presses.APPROVE,
    presses.REJECT,
    presses.PAUSE,
    presses.RESUME,
    presses.STOP,
    presses.AGAIN,
)
REPEATED: dict[str, Handler] = dict.fromkeys(_DECIDED, reviewing.stands)


async def said(desk: Desk) -> Messages:
    """Words, a picture, a place: the answer to what is asked, if anything is."""
    if rejecting.is_asked(desk):
        return await rejecting.reason(desk)
    return await hearing.said(desk)


async def unknown(desk: Desk) -> Messages:
    """A button that is none of ours, or from before."""
    return await prompting.present(desk, say("stale") if desk.query else None)


def route(application: StaffApplication, store: Store) -> None:
    """The conversation's state is in the database: none of the library's own is used."""
    application.add_handler(CommandHandler("start", store.joining()))
    for command, handler in COMMANDS.items():
        application.add_handler(CommandHandler(command, store(handler)))
    for act, handler in PRESSES.items():
        again = REPEATED.get(act, prompting.present)
        application.add_handler(CallbackQueryHandler(store(handler, again), rf"^{act}:"))
    application.add_handler(CallbackQueryHandler(store(unknown)))
    application.add_handler(MessageHandler(filters.COMMAND, store(prompting.help_)))
    application.add_handler(MessageHandler(filters.ALL, store(said, rejecting.repeated)))
    application.add_handler(TypeHandler(Update, store(unknown)))
