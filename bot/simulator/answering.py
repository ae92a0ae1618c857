"""answerCallbackQuery: a press is answered once, and in time."""

from aiogram.methods import AnswerCallbackQuery

from bot.simulator.bots import Account
from bot.simulator.entities import utf16
from bot.simulator.refusal import bad_request
from bot.simulator.updates import LIFE

LONGEST_ANSWER = 200


async def answer_callback_query(account: Account, call: AnswerCallbackQuery) -> bool:
    text = call.text or ""
    if utf16(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press = account.presses.pop(call.callback_query_id, None)
    if press is None or press.at + LIFE["callback_query"] <= account.clock.now():
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    press.chat.note(
        "answered", press=call.callback_query_id, text=text, alert=bool(call.show_alert)
    )
    return True
