"""T15: a member is a number; no name, user name or title makes anybody one."""

import pytest

from db import metadata
from tests.threats.ministry import Ministry, Update

STRANGER = "Este chat es para el personal de los consulados"
# What an account may call itself; Telegram gives a user name that was left to whoever asks next.
POSES = {
    "her name": {"first_name": "Carmen"},
    "her user name": {"first_name": "Carmen", "username": "carmen_mad"},
    "the consulate": {"first_name": "Consulado General", "last_name": "del Perú en Madrid"},
    "an administrator": {"first_name": "Adela", "username": "pulso_admin", "is_premium": True},
    "the bot": {"first_name": "Pulso Consulados", "username": "PruebaConsuladosBot"},
    "her number": {"first_name": "6339173122", "username": "id6339173122"},
    "markup": {"first_name": "<b>Carmen</b> {0.__class__} %s"},
}


def posing(ministry: Ministry, name: str, words: str, pose: dict) -> Update:
    update = ministry.staff.raw(name, text=words)
    message = update["message"]
    message["from"] |= pose
    message["chat"] |= pose
    return update


@pytest.mark.parametrize("pose", POSES.values(), ids=POSES)
def test_whatever_a_stranger_calls_themselves_they_stay_one(ministry, pose):
    ministry.hands_in(ministry.drafts())
    before = ministry.kept()
    ministry.staff.telegram.chat("Zoila").begun = True
    for words in ("/start", "/avisos", "/visita", "/datos", "/revocar", "hola"):
        ministry.staff.hears(posing(ministry, "Zoila", words, pose))
        heard = ministry.staff.reads("Zoila")
        assert heard, "somebody else was answered"
        assert STRANGER in heard[-1]
    assert ministry.kept() == before
    assert "Huelva" not in "".join(ministry.staff.reads("Zoila"))


@pytest.mark.parametrize("pose", POSES.values(), ids=POSES)
def test_whatever_a_member_calls_themselves_they_stay_who_they_are(ministry, pose):
    """A user name may be swapped away from them: nothing hangs on it."""
    ministry.staff.telegram.chat("Carmen").begun = True
    ministry.staff.hears(posing(ministry, "Carmen", "/start", pose))
    assert "Bienvenido/a, Carmen." in ministry.staff.last("Carmen")["text"]


def test_a_bot_that_goes_by_the_name_is_found_out(ministry):
    """The negative control."""

    def by_name(update: Update) -> Update:
        if "message" not in update:
            return update
        named = update["message"]["from"]["first_name"]
        return ministry.staff.raw(named, text=update["message"]["text"])

    ministry.staff.mishears = by_name
    ministry.staff.telegram.chat("Carmen").begun = True
    with pytest.raises(AssertionError, match="somebody else"):
        test_whatever_a_stranger_calls_themselves_they_stay_one(ministry, POSES["her name"])


def test_no_table_keeps_a_user_name():
    kept = [f"{table}.{it.name}" for table in metadata.sorted_tables for it in table.columns]
    assert [it for it in kept if "user" in it or "alias" in it] == []
