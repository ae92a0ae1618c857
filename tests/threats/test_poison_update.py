"""T4: an update that always fails is set aside after five times, sealed, and the next goes on."""

import json
import logging

import pytest

from bot.intake import Later
from db import interviews, metadata, visits
from db.updates import MAX_FAILURES
from tests.threats.ministry import Chats, Ministry, Update

WORDS = "Me atendió doña Xiluén"


def answering(ministry: Ministry) -> tuple[Chats, str]:
    ministry.citizens.say("Ana", "/start MAD-PASAPORTE", "acepto")
    return ministry.citizens, "Ana"


def writing(ministry: Ministry) -> tuple[Chats, str]:
    ministry.staff.say("Carmen", "/visita")
    return ministry.staff, "Carmen"


def said(chats: Chats, name: str) -> Update:
    return chats.raw(name, text=WORDS)


def unreadable(chats: Chats, name: str) -> Update:
    """What neither library can make anything of: whose error would repeat the words."""
    update = said(chats, name)
    return update | {"message": update["message"] | {"chat": WORDS, "entities": WORDS}}


def in_clear(ministry: Ministry, logged: str) -> list[str]:
    """Where the words can be read without the key."""
    every = " UNION ALL ".join(
        f"SELECT '{it.name}', t::text FROM {it.name} t"  # noqa: S608 - our own names
        for it in metadata.sorted_tables
    )
    kept = [*ministry.rows(every), ("log", logged)]
    ways = [WORDS, json.dumps(WORDS), "Xilu", WORDS.encode().hex(), WORDS.encode()[3:9].hex()]
    return sorted({table for table, row in kept if any(way in row for way in ways)})


@pytest.mark.parametrize("begins", [answering, writing], ids=["citizens", "staff"])
@pytest.mark.parametrize("poison", [said, unreadable])
def test_it_is_tried_five_times_and_then_kept_sealed(
    ministry, monkeypatch, caplog, begins, poison
):
    chats, name = begins(ministry)
    before = ministry.kept()

    def broken(*_arguments, **_named):
        raise KeyError(WORDS)

    caplog.set_level(logging.DEBUG)
    update = poison(chats, name)
    with monkeypatch.context() as fault:
        fault.setattr(interviews, "walk", broken)
        fault.setattr(visits, "write", broken)
        became = [chats.knocks(update) for _ in range(MAX_FAILURES)]
    assert [type(it) for it in became] == [Later] * (MAX_FAILURES - 1) + [type(None)]
    after = ministry.kept()
    assert {it for it in after if after[it] != before[it]} == {"dead_letter"}
    assert in_clear(ministry, caplog.text) == []
    [(bot, number, sealed)] = ministry.rows("SELECT bot_id, update_id, content FROM dead_letter")
    assert json.loads(ministry.keyring.unseal(sealed, f"{bot}:{number}")) == update


def test_the_persons_next_update_goes_on(ministry, monkeypatch):
    for begins, broken_one, words, kept in (
        (answering, (interviews, "walk"), "5", "SELECT count(*) FROM answer WHERE value = '5'"),
        (writing, (visits, "write"), "Xátiva", "SELECT count(*) FROM visit WHERE town = 'Xátiva'"),
    ):
        chats, name = begins(ministry)
        update = chats.raw(name, text=words)
        with monkeypatch.context() as fault:
            fault.delattr(*broken_one)
            for _ in range(MAX_FAILURES):
                chats.knocks(update)
        assert ministry.rows(kept) == [(0,)]
        chats.hears(chats.raw(name, text=words))
        assert ministry.rows(kept) == [(1,)]


def test_words_that_lie_open_are_found(ministry):
    """The negative control."""
    assert in_clear(ministry, f"failed: {WORDS}") == ["log"]
    ministry.alters(
        "INSERT INTO dead_letter VALUES (1, 1, 5, :why, :letter, now())",
        why="KeyError",
        letter=json.dumps({"text": WORDS}, ensure_ascii=False).encode(),
    )
    assert in_clear(ministry, "") == ["dead_letter"]
