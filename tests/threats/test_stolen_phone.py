"""T14: who is revoked is a stranger at once, in open menus and with words that were asked for."""

import pytest

from bot.staff.presses import REJECT, REVOKE
from bot.staff.routes import PRESSES
from db import staff
from tests.staff.affairs import press
from tests.threats.ministry import Ministry

STRANGER = "Este chat es para el personal de los consulados"
MEMBER = "SELECT id FROM staff_member WHERE fingerprint = :it"


def id_of(ministry: Ministry, name: str):
    number = ministry.staff.raw(name)["message"]["from"]["id"]
    [(found,)] = ministry.rows(MEMBER, it=ministry.keyring.fingerprint(number))
    return found


def revoke(ministry: Ministry, name: str) -> None:
    ministry.staff.say("Adela", "/revocar")
    ministry.staff.press("Adela", press(REVOKE, id_of(ministry, name), "!"))


def use_everything(ministry: Ministry, name: str) -> None:
    """Every button that stands on the phone, every act there is, and words."""
    chats = ministry.staff
    waiting = ministry.rows("SELECT id FROM broadcast")[0][0]
    for message, data in chats.telegram.screen(name):
        chats.press(name, data, message)
    for act in PRESSES:
        chats.press(name, press(act, waiting, "!"))
    chats.say(name, "Falta la hora", "/avisos", "/visita", "/datos", "/revocar")


@pytest.mark.parametrize("name", ["Luis", "Carmen"])
def test_who_is_revoked_does_nothing_more_with_any_menu_that_is_open(ministry, name):
    waiting = ministry.hands_in(ministry.drafts())
    chats = ministry.staff
    chats.say(name, "/avisos", "/visitas")
    if name == "Luis":
        chats.press(name, press(REJECT, waiting.id))  # he is asked for a reason
    revoke(ministry, name)
    before, heard = ministry.kept(), len(chats.reads(name))
    use_everything(ministry, name)
    assert ministry.kept() == before
    said = list(chats.log(name, "message", "edited"))[-len(PRESSES) :]
    assert all(STRANGER in it["message"]["text"] for it in said)
    assert "Huelva" not in "".join(chats.reads(name)[heard:])


def test_a_bot_that_does_not_ask_whether_somebody_was_revoked_is_found_out(ministry, monkeypatch):
    """The negative control."""
    ministry.hands_in(ministry.drafts())
    ministry.staff.say("Luis", "/avisos")
    revoke(ministry, "Luis")
    before = ministry.kept()

    async def anybody(session, keyring, telegram_id, **_named):
        found = await staff._of(session, keyring.fingerprint(telegram_id))
        if found is not None:
            session.expunge(found)
            found.revoked_at = None
        return found

    monkeypatch.setattr(staff, "find", anybody)
    use_everything(ministry, "Luis")
    assert ministry.kept() != before


def test_the_citizens_chat_knows_no_staff(ministry):
    """A stolen phone has no more rights there than any other; revoked or not."""
    ministry.hands_in(ministry.drafts())
    chats = ministry.citizens
    chats.say("Luis", "/start")
    before = ministry.kept()
    waiting = ministry.rows("SELECT id FROM broadcast")[0][0]
    for act in PRESSES:
        chats.press("Luis", press(act, waiting, "!"))
    chats.say("Luis", "/avisos", "/visita", "/datos", "/revocar", "/aprobar")
    assert ministry.kept() == before
    assert "Huelva" not in "".join(chats.reads("Luis"))
