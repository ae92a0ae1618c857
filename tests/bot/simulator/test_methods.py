"""What the simulator refuses, and in whose words."""

import aiohttp
import pytest

from bot.simulator.app import Running
from bot.simulator.line import Line
from bot.simulator.methods import KNOWN
from bot.simulator.person import Person

STAFF_TOKEN = "100002:SIMULADOR-consulado"  # noqa: S105 - no real one is accepted
UNKNOWN = "Not Implemented: the simulator does not know"


CAPTION_TOO_LONG = "Bad Request: message caption is too long"
WRONG_LINK = "Bad Request: inline keyboard button URL"
LONG = "ñ" * 65
MINIMUM = """
    getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage sendPhoto sendDocument
    sendVoice sendLocation sendVenue sendChatAction editMessageText editMessageCaption
    editMessageReplyMarkup deleteMessage answerCallbackQuery setMyCommands getMyCommands
    deleteMyCommands setMyName setMyDescription setMyShortDescription setChatMenuButton getChat
    getFile logOut close
"""


def inline(data: str) -> dict:
    return {"inline_keyboard": [[{"text": "Sí", "callback_data": data}]]}


async def refusal(api, method: str, **fields: object) -> str:
    answer = await api(method, **fields)
    assert answer["ok"] is False
    return answer["description"]


def test_all_that_a_bot_of_ours_may_need_is_known():
    assert set(MINIMUM.split()) <= {method.name for method in KNOWN}


@pytest.mark.parametrize(
    ("method", "fields", "description"),
    [
        ("sendPoll", {}, f"{UNKNOWN} the method sendPoll"),
        ("sendMesage", {}, "Not Found: method not found"),
        (
            "sendMessage",
            {"text": "x", "reply_markpu": {}},
            "Bad Request: unknown parameter reply_markpu of sendMessage",
        ),
        (
            "sendMessage",
            {"text": "x", "message_effect_id": "1"},
            f"{UNKNOWN} the parameter message_effect_id of sendMessage",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "calback": "b"}]]}},
            "Bad Request: unknown field sendMessage.reply_markup.inline_keyboard.calback",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": None}},
            "Bad Request: sendMessage: inline_keyboard: Input should be a valid list",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": "{"},
            "Bad Request: can't parse reply_markup JSON object",
        ),
        (
            "sendMessage",
            {"text": "x", "parse_mode": "MarkdownV2"},
            f"{UNKNOWN} parse_mode MarkdownV2, only HTML",
        ),
        ("sendMessage", {}, "Bad Request: sendMessage: text: Field required"),
        ("sendMessage", {"text": " \n"}, "Bad Request: message text is empty"),
        ("sendMessage", {"text": "😀" * 2049}, "Bad Request: message is too long"),
        (
            "sendMessage",
            {"text": "x", "reply_markup": inline("ñ" * 33)},
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": inline("x")["inline_keyboard"] * 101},
            },
            "Bad Request: reply markup is too long",
        ),
        (
            "sendMessage",
            {"text": "x", "entities": [{"type": "date_time", "offset": 0, "length": 1}]},
            "Bad Request: can't parse MessageEntity: Can't find field \"unix_time\"",
        ),
        (
            "sendVenue",
            {"latitude": 91, "longitude": 0, "title": "x", "address": "x"},
            "Bad Request: wrong latitude or longitude",
        ),
        (
            "sendMessage",
            {
                "text": "x",
                "reply_markup": {"keyboard": [[{"text": "a"}]], "input_field_placeholder": LONG},
            },
            "Bad Request: input field placeholder is too long",
        ),
        (
            "sendMessage",
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "ftp://x"}]]},
            },
            f"{WRONG_LINK} 'ftp://x' is invalid: Unsupported URL protocol",
        ),
        ("sendDocument", {"document": "no-id", "caption": "ñ" * 1025}, CAPTION_TOO_LONG),
        ("setMyName", {"name": "x" * 65}, "Bad Request: name is too long"),
        ("setMyDescription", {"description": "x" * 513}, "Bad Request: description is too long"),
        (
            "setChatMenuButton",
            {"menu_button": {"type": "web_app", "text": "x", "web_app": {"url": "https://x.pe"}}},
            f"{UNKNOWN} the menu button web_app",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": "x"}] * 101},
            "Bad Request: BOT_COMMANDS_TOO_MUCH",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": "x" * 257}]},
            "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ("sendPhoto", {"photo": "no-id"}, "Bad Request: wrong file identifier/HTTP URL specified"),
        ("deleteMessage", {"message_id": 1}, "Bad Request: message to delete not found"),
        (
            "editMessageText",
            {"message_id": 1, "text": "x"},
            "Bad Request: message to edit not found",
        ),
    ],
)
async def test_what_telegram_would_refuse_is_refused_by_name(
    method: str, fields: dict, description: str, rosa_id: int, api
):
    place = {} if method.startswith("setMy") else {"chat_id": rosa_id}
    assert await refusal(api, method, **place | fields) == description


async def test_an_unknown_token_is_unauthorized(api):
    answer = await api("getMe", token="100009:SIMULADOR-nadie")  # noqa: S106 - not a real one
    assert answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_a_bot_cannot_write_to_whom_has_not_written_to_it(rosa_id: int, api):
    for stranger in (1, rosa_id + 1, "@rosa"):
        assert await refusal(api, "sendMessage", chat_id=stranger, text="x") == (
            "Bad Request: chat not found"
        )
    said = await api("sendMessage", token=STAFF_TOKEN, chat_id=rosa_id, text="x")
    assert said["description"] == "Bad Request: chat not found"


async def test_the_longest_text_and_the_longest_button_data_pass(rosa_id: int, api):
    markup = inline("x" * 64)
    assert (await api("sendMessage", chat_id=rosa_id, text="x" * 4096, reply_markup=markup))["ok"]


async def test_an_instant_given_as_an_entity_arrives_as_it_was_given(
    rosa: Person, rosa_id: int, api
):
    instant = {"type": "date_time", "offset": 3, "length": 6, "unix_time": 1797408000}
    sent = await api("sendMessage", chat_id=rosa_id, text="El sábado", entities=[instant])
    assert sent["result"]["entities"] == [instant]
    assert (await rosa.transcript()).endswith("BOT      El sábado")


async def test_a_venue_is_a_place_with_a_name(rosa: Person, rosa_id: int, api):
    place = {"latitude": 45.4642, "longitude": 9.19}
    venue = {"title": "Casa del Perú", "address": "Via Verdi 5, Milán"}
    sent = await api("sendVenue", chat_id=rosa_id, **place, **venue)
    assert sent["result"]["venue"] == {"location": place} | venue
    assert sent["result"]["location"] == place
    last_line = "BOT      (lugar: Casa del Perú, Via Verdi 5, Milán)"
    assert (await rosa.transcript()).endswith(last_line)


async def test_an_edit_that_changes_nothing_is_refused(rosa_id: int, api):
    markup = inline("a")
    sent = await api("sendMessage", chat_id=rosa_id, text="Hola", reply_markup=markup)
    same = {"chat_id": rosa_id, "message_id": sent["result"]["message_id"]}
    words = "Bad Request: message is not modified"
    again = await refusal(api, "editMessageText", text="Hola ", reply_markup=markup, **same)
    assert again.startswith(words)
    keys = await refusal(api, "editMessageReplyMarkup", reply_markup=markup, **same)
    assert keys.startswith(words)
    assert (await api("editMessageReplyMarkup", **same))["ok"]
    assert (await refusal(api, "editMessageReplyMarkup", **same)).startswith(words)


async def test_a_person_s_own_message_cannot_be_edited(rosa: Person, rosa_id: int, api):
    (hers,) = await rosa.messages()
    edit = await refusal(api, "editMessageText", chat_id=rosa_id, message_id=hers.id, text="x")
    assert edit == "Bad Request: message can't be edited"


async def test_a_press_is_answered_once(rosa: Person, rosa_id: int, api):
    await api("sendMessage", chat_id=rosa_id, text="¿Sí?", reply_markup=inline("a"))
    await rosa.press("Sí")
    (update,) = (await api("getUpdates"))["result"]
    query = update["callback_query"]["id"]
    assert (await api("answerCallbackQuery", callback_query_id=query, text="Ya"))["ok"]
    assert await refusal(api, "answerCallbackQuery", callback_query_id=query) == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_a_blocked_bot_is_told_and_may_write_again_after(rosa: Person, rosa_id: int, api):
    await rosa.block()
    blocked = await api("sendMessage", chat_id=rosa_id, text="x")
    assert blocked["error_code"] == 403
    assert blocked["description"] == "Forbidden: bot was blocked by the user"
    with pytest.raises(RuntimeError, match="Desbloquéelo"):
        await rosa.say("hola")
    await rosa.unblock()
    assert (await api("sendMessage", chat_id=rosa_id, text="x"))["ok"]
    changes = [u["my_chat_member"] for u in (await api("getUpdates"))["result"]]
    assert [c["new_chat_member"]["status"] for c in changes] == ["kicked", "member"]


async def test_a_deleted_account_is_told_apart_from_a_blocked_bot(rosa: Person, rosa_id: int, api):
    await rosa.deactivate()
    gone = await api("sendMessage", chat_id=rosa_id, text="x")
    assert (gone["error_code"], gone["description"]) == (403, "Forbidden: user is deactivated")
    with pytest.raises(RuntimeError, match="eliminó su cuenta"):
        await rosa.say("hola")
    assert (await rosa.transcript()).endswith("PERSONA  (elimina su cuenta)")


async def test_a_caption_is_edited_where_there_can_be_one(rosa: Person, rosa_id: int, api):
    text = (await api("sendMessage", chat_id=rosa_id, text="x"))["result"]["message_id"]
    await rosa.sends("document")
    file_id = (await api("getUpdates"))["result"][-1]["message"]["document"]["file_id"]
    sent = await api("sendDocument", chat_id=rosa_id, document=file_id, caption="El <b>plan")
    place = {"chat_id": rosa_id, "message_id": sent["result"]["message_id"]}
    edited = await api("editMessageCaption", caption="El <b>acta</b>", parse_mode="HTML", **place)
    assert edited["result"]["caption"] == "El acta"
    assert edited["result"]["document"]["file_name"] == "carta.pdf"
    same = await refusal(
        api, "editMessageCaption", caption="El <b>acta</b>", parse_mode="HTML", **place
    )
    assert same.startswith("Bad Request: message is not modified")
    assert "caption" not in (await api("editMessageCaption", **place))["result"]
    none = await refusal(api, "editMessageCaption", chat_id=rosa_id, message_id=text, caption="x")
    assert none == "Bad Request: there is no caption in the message to edit"


async def test_a_bot_that_logged_out_is_away_for_ten_minutes(line: Line, api):
    assert (await api("logOut"))["ok"]
    away = await api("getMe")
    assert (away["error_code"], away["description"]) == (400, "Logged out")
    await line.forward(600)
    assert (await api("getMe"))["ok"]


async def test_a_bot_is_not_closed_in_its_first_ten_minutes(line: Line, api):
    early = await api("close")
    assert early["error_code"] == 429
    assert 0 < early["parameters"]["retry_after"] <= 600
    await line.forward(600)
    assert (await api("close"))["ok"]


async def test_commands_are_kept_by_scope_and_language(api):
    help_ = [{"command": "ayuda", "description": "Ayuda"}]
    assert (await api("setMyCommands", commands=help_))["ok"]
    assert (await api("getMyCommands"))["result"] == help_
    assert (await api("getMyCommands", language_code="it"))["result"] == []
    assert (await api("deleteMyCommands"))["ok"]
    assert (await api("getMyCommands"))["result"] == []
    bad = await refusal(api, "setMyCommands", commands=[{"command": "Ay!", "description": "x"}])
    assert bad == "Bad Request: BOT_COMMAND_INVALID"


async def test_the_menu_is_the_narrowest_scope_in_the_person_s_language(
    rosa_id: int, simulator: Running, api
):
    async def menu() -> list[str]:
        url = f"{simulator.url}/sim/ciudadano_bot/{rosa_id}/menu"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return [command["description"] for command in await answer.json()]

    hers = {"type": "chat", "chat_id": rosa_id}
    wider_first = [({}, "todos"), ({"language_code": "es"}, "es"), ({"scope": hers}, "suya")]
    for place, description in wider_first:
        commands = [{"command": "ayuda", "description": description}]
        assert (await api("setMyCommands", commands=commands, **place))["ok"]
        assert await menu() == [description]
