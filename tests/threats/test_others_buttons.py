"""T6: buttons of before, of somebody else, or pressed elsewhere than in their own chat."""

import random
from collections.abc import Sequence

import pytest

from bot.staff.presses import APPROVE
from tests.staff.affairs import press
from tests.threats.ministry import Chats, Ministry, Update

WAY = ("/start MAD-PASAPORTE", "acepto", "4", "5", "omitir", "3", *["omitir"] * 4)
GROUP = {"id": -4_000_000_001, "type": "group", "title": "Vecinos"}
CHANNEL = {"id": -1_000_000_000_001, "type": "channel", "title": "Vecinos"}
ELSEWHERE = ("group", "channel", "inline", "no message", "another's chat")


def walk(ministry: Ministry, name: str, way: Sequence[str]) -> list[tuple[int, str]]:
    """Every button that was shown on the way and does not stand at its end, with its message."""
    telegram, shown = ministry.citizens.telegram, {}
    for words in way:
        ministry.citizens.say(name, words)
        shown |= dict.fromkeys(telegram.screen(name))
    last = max(telegram.chat(name).messages)
    return [it for it in shown if it[0] != last]


def elsewhere(chats: Chats, name: str, data: str, where: str) -> Update:
    """The press as it comes from a group, a channel, an inline message or a forged client."""
    update = chats.raw_press(name, data)
    query = update["callback_query"]
    match where:
        case "group":
            query["message"]["chat"] = GROUP
        case "channel":
            query["message"]["chat"] = CHANNEL
        case "another's chat":
            query["message"]["chat"] = GROUP | {"id": 5_000_000_001, "type": "private"}
        case "inline":
            del query["message"]
            query["inline_message_id"] = "AAAA"
        case _:
            del query["message"]
    return update


def press_all_again(ministry: Ministry, way: Sequence[str]) -> None:
    """Each button that either was shown on the way is pressed by both, in any order."""
    shown = walk(ministry, "Ana", way) + walk(ministry, "Beto", way)
    own_wishes = ("speak:", "follow:")  # whoever presses these means them, whenever
    old = [it for it in shown if not it[1].startswith(own_wishes)]
    random.Random(5).shuffle(old)  # noqa: S311 - an order, no secret
    before = ministry.kept()
    for message, data in old:
        for name in ("Ana", "Beto"):
            ministry.citizens.press(name, data, message)
    assert ministry.kept() == before, "an old button did something"
    for name in ("Ana", "Beto"):
        assert len(ministry.citizens.log(name, "answered")) == len(old) > 10
        assert "Ese botón es de antes" in "".join(ministry.citizens.reads(name))


def test_after_the_end_no_button_of_the_way_does_anything_to_anybody(ministry):
    press_all_again(ministry, WAY)
    assert ministry.rows("SELECT count(closed_at), count(*) FROM interview") == [(2, 2)]


def test_half_way_no_button_of_before_does_anything_to_anybody(ministry):
    press_all_again(ministry, WAY[:4])
    assert ministry.rows("SELECT count(closed_at), count(*) FROM interview") == [(0, 2)]


def test_a_bot_that_does_not_compare_the_turn_is_found_out(ministry):
    """The negative control."""
    ministry.citizens.mishears = ministry.with_the_turn_of_now
    with pytest.raises(AssertionError, match="an old button did something"):
        press_all_again(ministry, WAY[:4])


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_button_that_stands_counts_in_its_own_chat_alone(ministry, where):
    chats = ministry.citizens
    chats.say("Ana", "/start MAD-PASAPORTE", "acepto")
    data, before = chats.button("Ana", "Satisfecho/a"), ministry.kept()
    chats.hears(elsewhere(chats, "Ana", data, where))
    assert ministry.kept() == before
    chats.hears(chats.raw_press("Ana", data))
    assert ministry.kept() != before, "in her own chat it counts"


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_notice_is_approved_in_the_approvers_own_chat_alone(ministry, where):
    waiting = ministry.hands_in(ministry.drafts())
    data, before = press(APPROVE, waiting.id, waiting.code), ministry.kept()
    chats = ministry.staff
    chats.say("Luis", "/avisos")
    chats.hears(elsewhere(chats, "Luis", data, where))
    for other in ("Carmen", "Pedro", "Zoila"):
        chats.hears(chats.raw_press(other, data))
    assert ministry.kept() == before
    chats.hears(chats.raw_press("Luis", data))
    assert ministry.rows("SELECT state FROM broadcast") == [("running",)]


def test_words_in_a_group_are_no_answer_and_no_command_of_anybodys(ministry):
    ministry.citizens.say("Ana", "/start MAD-PASAPORTE", "acepto")
    ministry.staff.say("Carmen", "/visita")
    before = ministry.kept()
    for chats, name in ((ministry.citizens, "Ana"), (ministry.staff, "Carmen")):
        for words in ("5", "/borrar", "/start", "/visita", "Huelva"):
            chats.hears(chats.raw(name, text=words, chat=GROUP))
    assert ministry.kept() == before
