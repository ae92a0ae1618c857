import pytest

from bot.simulator.app import Running
from bot.simulator.odd import picture
from bot.simulator.person import Person

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Sí", "callback_data": "a"}, {"text": "No", "callback_data": "b"}]
    ]
}


async def test_the_newest_button_of_a_label_is_pressed(rosa: Person, rosa_id: int, api):
    await api("sendMessage", chat_id=rosa_id, text="Uno", reply_markup=KEYBOARD)
    newest = await api("sendMessage", chat_id=rosa_id, text="Dos", reply_markup=KEYBOARD)
    await rosa.press("No")
    (update,) = (await api("getUpdates"))["result"]
    assert update["callback_query"]["message"] == newest["result"]
    assert update["callback_query"]["data"] == "b"


async def test_a_label_that_is_not_there_is_told_with_those_that_are(
    rosa: Person, rosa_id: int, api
):
    await api("sendMessage", chat_id=rosa_id, text="Uno", reply_markup=KEYBOARD)
    with pytest.raises(LookupError, match=r"\['Sí', 'No'\]"):
        await rosa.press("Quizás")


async def test_a_key_under_the_box_is_typed_until_the_keyboard_goes(
    rosa: Person, rosa_id: int, api
):
    keys = {"keyboard": [[{"text": "Madrid"}, {"text": "Aquí", "request_location": True}]]}
    await api("sendMessage", chat_id=rosa_id, text="¿Dónde?", reply_markup=keys)
    await rosa.press("Madrid")
    (update,) = (await api("getUpdates"))["result"]
    assert update["message"]["text"] == "Madrid"
    await rosa.press("Aquí")
    (location,) = (await api("getUpdates", offset=update["update_id"] + 1))["result"]
    assert "location" in location["message"]
    gone = {"remove_keyboard": True}
    await api("sendMessage", chat_id=rosa_id, text="Gracias", reply_markup=gone)
    with pytest.raises(LookupError):
        await rosa.press("Madrid")


async def test_what_is_not_read_in_time_is_told_with_the_transcript(
    rosa: Person, rosa_id: int, api
):
    await api("sendMessage", chat_id=rosa_id, text="Buenos días")
    await rosa.reads("Buenos")
    await rosa.say("gracias")
    with pytest.raises(TimeoutError, match="BOT      Buenos días\nPERSONA  gracias"):
        await rosa.reads("Buenos", within=0.05)


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice", "document", "location"])
async def test_odd_things_arrive_as_telegram_would_send_them(kind: str, rosa: Person, api):
    await rosa.sends(kind)
    (update,) = (await api("getUpdates"))["result"]
    assert kind in update["message"]
    assert "text" not in update["message"]


async def test_a_person_corrects_what_they_wrote(rosa: Person, api):
    await rosa.say("Madrit")
    await rosa.edit("Madrid")
    said, corrected = (await api("getUpdates"))["result"]
    assert corrected["edited_message"]["text"] == "Madrid"
    assert corrected["edited_message"]["message_id"] == said["message"]["message_id"]
    assert corrected["edited_message"]["edit_date"] >= said["message"]["date"]
    assert await rosa.transcript() == "PERSONA  Madrit\nPERSONA  ✎ Madrid"
    with pytest.raises(TimeoutError):
        await rosa.reads("Madrid", within=0.05)


async def test_only_one_s_own_text_is_corrected(rosa: Person, rosa_id: int, api):
    sent = (await api("sendMessage", chat_id=rosa_id, text="x"))["result"]
    with pytest.raises(RuntimeError, match="un texto propio"):
        await rosa._act("edit", message_id=sent["message_id"], text="y")


async def test_a_place_and_a_picture_may_be_chosen(rosa: Person, api):
    await rosa.sends("location", latitude=45.4642, longitude=9.19)
    await rosa.sends("photo", picture=picture(31, 17))
    place, photo = [update["message"] for update in (await api("getUpdates"))["result"]]
    assert place["location"] == {"latitude": 45.4642, "longitude": 9.19}
    assert (photo["photo"][0]["width"], photo["photo"][0]["height"]) == (31, 17)


async def test_one_person_keeps_the_same_id_in_every_chat_and_simulator(simulator: Running, api):
    senders = []
    for bot, number in {"ciudadano": "100001", "consulado": "100002"}.items():
        await Person(simulator.url, f"{bot}_bot", "Rosa", "it").say("hola")
        (update,) = (await api("getUpdates", token=f"{number}:SIMULADOR-{bot}"))["result"]
        senders.append(update["message"]["from"])
    assert senders[0] == senders[1]
    assert (senders[0]["id"], senders[0]["language_code"]) == (6_030_549_459, "it")


async def test_a_start_payload_is_what_telegram_allows(rosa: Person):
    with pytest.raises(ValueError, match="at most 64"):
        await rosa.start("con espacio")


async def test_deleted_messages_leave_the_screen_but_not_the_transcript(
    rosa: Person, rosa_id: int, api
):
    sent = await api("sendMessage", chat_id=rosa_id, text="Borrador\nde dos líneas")
    await api("deleteMessage", chat_id=rosa_id, message_id=sent["result"]["message_id"])
    assert [message.text for message in await rosa.messages()] == ["hola"]
    assert await rosa.transcript() == (
        "PERSONA  hola\n"
        "BOT      Borrador\n         de dos líneas\n"
        "BOT      ✗ Borrador\n         de dos líneas"
    )
