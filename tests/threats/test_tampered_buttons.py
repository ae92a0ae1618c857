"""T5: a button that was altered or made up does nothing, and is answered kindly."""

from base64 import urlsafe_b64decode
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff import presses as staff
from bot.staff.routes import PRESSES
from db import interviews
from tests.staff.affairs import press
from tests.threats.budget import FEW

SPARE = 2  # a token's last letter holds four bits that say nothing: it stays the same token
BYTES = 64  # of a button, says Telegram
# What Ana says, until she has seen every kind of button; what those of a turn carry comes last.
SCREENS = (
    "/start MAD-PASAPORTE",
    "/borrar",
    "/start AVISO-TOLEDO",
    "/visitas",
    "Madrid",
    "acepto",
)
OF_A_TURN = len("t:") + 12  # letters: what follows is an act and a value, which may be typed too


def flipped(data: str, until: int | None = None):
    """*data* with one letter altered, at each place in turn."""
    for place in range(len(data) if until is None else until):
        yield data[:place] + chr(ord(data[place]) ^ 1) + data[place + 1 :]


def pressed_and_answered(chats, name: str) -> Counter:
    return Counter(it["kind"] for it in chats.log(name, "pressed", "answered"))


def alter_every_letter(ministry) -> None:
    chats, kinds = ministry.citizens, set()
    for words in SCREENS:
        chats.say("Ana", words)
        shown = dict.fromkeys(data for _, data in chats.telegram.screen("Ana"))
        before = ministry.kept()
        for data in shown:
            kind = data.partition(":")[0] + data[-1] * data.startswith("v:")
            if kind in kinds:
                continue
            kinds.add(kind)
            until = OF_A_TURN if data.startswith("t:") else None
            until = len(data) - SPARE - 1 if data.startswith("v:") else until
            for altered in flipped(data, until):
                if altered not in shown:
                    chats.press("Ana", altered)
        assert ministry.kept() == before, words
    assert {it[0] for it in kinds} >= set("aselvft")


def test_every_altered_letter_of_a_citizens_button_undoes_it(ministry):
    alter_every_letter(ministry)
    chats, before = ministry.citizens, ministry.kept()
    tally = pressed_and_answered(chats, "Ana")
    assert tally["pressed"] == tally["answered"] > 100
    chats.press("Ana", chats.button("Ana", "Satisfecho/a"))
    assert ministry.kept() != before, "the button itself does something"


def test_an_altered_act_under_ones_own_turn_stores_nothing_but_a_choice_of_ones_own(ministry):
    chats = ministry.citizens
    chats.say("Ana", "/start QR-SORIA", "acepto", "5")
    chats.say("Beto", "/start MAD-PASAPORTE", "acepto", "5")
    others = "SELECT * FROM interview WHERE entry = 'MAD-PASAPORTE'"
    before = ministry.rows(others)
    turn = "SELECT turn FROM interview WHERE entry = 'QR-SORIA'"
    for act in "cmudskbpex\x00":
        for value in ("", "0", "99", "-1", "²", "VLC", "x" * 40):
            own = ministry.rows(turn)
            chats.press("Ana", f"t:{own[0][0]}:{act}:{value}"[:BYTES])
    assert ministry.rows(others) == before
    stored = ministry.rows("SELECT DISTINCT value FROM answer WHERE question = 'satisfaccion'")
    assert {it for (it,) in stored} <= {"1", "2", "3", "4", "5", "na", None}
    assert ministry.rows("SELECT count(*) FROM interview") == [(2,)]


MADE_UP = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=BYTES)
CITIZENS = st.sampled_from(["", "t", "t:", "agree:", "speak:", "erase:", "v:", "look:", "follow:"])
STAFF = st.sampled_from(["", *(f"{it}:" for it in PRESSES)])


def made_up(openings):
    """Arbitrary letters behind a beginning that the bot knows, as long as a button can be."""
    cut = st.builds("{}{}".format, openings, MADE_UP).map(lambda it: it.encode()[:BYTES])
    return st.lists(cut.map(lambda it: it.decode(errors="ignore")), min_size=6, max_size=6)


def test_no_button_that_we_never_made_changes_anything_for_a_citizen(ministry):
    ministry.citizens.say("Ana", "/start MAD-PASAPORTE", "acepto", "5")
    before = ministry.kept()

    @FEW
    @given(made_up(CITIZENS))
    def press_all(buttons):
        for data in buttons:
            if data not in {"speak:en", "erase:1"}:  # which are hers, whoever made the button
                ministry.citizens.press("Ana", data)
        assert ministry.kept() == before

    press_all()


@pytest.mark.parametrize("name", ["Luis", "Pedro", "Zoila"])
def test_no_button_that_we_never_made_changes_anything_for_the_staff(ministry, name):
    """Luis approves; Pedro is of elsewhere; Zoila is nobody. NEW makes a draft, if one may."""
    ministry.hands_in(ministry.drafts())
    ministry.staff.say(name, "/avisos")
    before = ministry.kept()

    @FEW
    @given(made_up(STAFF))
    def press_all(buttons):
        for data in buttons:
            ministry.staff.press(name, data)
        assert ministry.kept() == before

    press_all()
    tally = pressed_and_answered(ministry.staff, name)
    assert tally["pressed"] == tally["answered"] > 50


def test_another_subject_is_not_that_of_the_button(ministry):
    """Every letter of the id of every act: none leads to another row of ours, or to the same."""
    visit = ministry.drafts()
    for act in PRESSES:
        data = press(act, visit.id, "!")
        begins, spare = len(act) + 1, len(data) - len(":!") - 1
        for place in range(begins, spare):
            for bit in range(7):
                altered = data[:place] + chr(ord(data[place]) ^ 1 << bit) + data[place + 1 :]
                read = staff.read(altered)
                assert read is None or read.subject != visit.id


def test_what_a_writer_alters_in_the_id_of_a_button_reaches_no_row(ministry):
    visit = ministry.drafts()
    ministry.staff.say("Carmen", "/visitas")
    before = ministry.kept()
    for act, value in ((staff.SUBMIT, ""), (staff.DISCARD, "!"), (staff.CHANGE, "")):
        data = press(act, visit.id, value)
        for altered in flipped(data, len(data) - len(f":{value}") - 1):
            if altered.partition(":")[0] not in PRESSES.keys() - {act}:  # else another's button
                ministry.staff.press("Carmen", altered)
    assert ministry.kept() == before
    ministry.staff.press("Carmen", press(staff.SUBMIT, visit.id))
    assert ministry.kept() != before, "the button itself does something"


def test_a_turn_is_72_bits_of_chance():
    """What stands in the place of a MAC: there is nothing to compute, only to guess."""
    count = 2000
    turns = [interviews.new_turn() for _ in range(count)]
    assert len(set(turns)) == count
    assert {len(it) for it in turns} == {12}
    drawn = [int.from_bytes(urlsafe_b64decode(it)) for it in turns]
    for place in range(72):
        ones = sum(it >> place & 1 for it in drawn)
        assert abs(ones - count / 2) < 6 * count**0.5 / 2, f"bit {place} is no coin"


def test_a_bot_that_does_not_compare_the_turn_is_found_out(ministry):
    """The negative control."""
    ministry.citizens.mishears = ministry.with_the_turn_of_now
    with pytest.raises(AssertionError, match="acepto"):
        alter_every_letter(ministry)
