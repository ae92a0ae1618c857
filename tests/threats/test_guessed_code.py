"""T9: a staff invitation cannot be guessed, told from another, or used by anybody else.

Entries are another kind of code: they hang on walls, name a consulate, and give no rights.
"""

import re
import secrets
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from sqlalchemy import event

from db import staff
from db.staff import INVITATION_LIVES, Role
from db.transaction import clock, transaction
from tests.threats.ministry import Ministry

BITS = 144  # of chance in a code; 128 are asked for
GUESSES = 1_000_000
TRY = """
    WITH tried AS (
        SELECT sha256((md5(n::text || random()::text) || md5(random()::text))::bytea) AS code_hash
        FROM generate_series(1, :guesses) AS n
        UNION ALL SELECT sha256(CAST(:known AS text)::bytea))
    SELECT count(*) FROM tried JOIN staff_invitation USING (code_hash)
"""


def invited(ministry: Ministry, name: str = "Zoila", role: Role = Role.ADMINISTRATOR) -> str:
    number = ministry.staff.raw(name)["message"]["from"]["id"]
    return ministry.world.do(_invite(ministry, number, name, role))


async def _invite(ministry: Ministry, number: int, name: str, role: Role) -> str:
    async with transaction(ministry.engine) as session:
        told = {"telegram_id": number, "name": name, "role": role, "consulates": ["MAD"]}
        return await staff.invite(session, ministry.keyring, **told, now=await clock(session))


def test_a_code_is_144_bits_of_chance_and_none_follows_from_another(ministry):
    codes = [invited(ministry) for _ in range(50)]
    assert len({*codes}) == 50
    assert {len(urlsafe_b64decode(it)) * 8 for it in codes} == {BITS}
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{24}", it) for it in codes)
    for place in range(24):
        assert len({it[place] for it in codes}) > 10, "every letter is drawn anew"


def test_of_a_million_guesses_and_the_code_itself_only_that_is_found(ministry):
    """As the database looks a code up: by its hash alone."""
    assert ministry.rows(TRY, guesses=GUESSES, known=invited(ministry)) == [(1,)]


def test_no_table_holds_a_code(ministry):
    code = invited(ministry)
    columns = "SELECT t::text FROM staff_invitation t UNION ALL SELECT t::text FROM audit_entry t"
    kept = "".join(it for (it,) in ministry.rows(columns))
    assert code not in kept
    assert code.encode().hex() not in kept


def of_another(ministry: Ministry) -> str:
    return invited(ministry, "Berta")


def used(ministry: Ministry) -> str:
    code = invited(ministry)
    ministry.staff.say("Zoila", f"/start {code}")
    ministry.alters("UPDATE staff_member SET revoked_at = now() WHERE role = 'administrator'")
    return code


def expired(ministry: Ministry) -> str:
    code, late = invited(ministry), INVITATION_LIVES + timedelta(seconds=1)
    ministry.alters("UPDATE staff_invitation SET expires_at = expires_at - :it", it=late)
    return code


REFUSED = {
    "unknown": lambda _: secrets.token_urlsafe(18),
    "of another": of_another,
    "used": used,
    "expired": expired,
    "altered": lambda it: invited(it)[::-1],
    "in capitals": lambda it: invited(it).swapcase(),
    "short": lambda it: invited(it)[:-1],
}


def answers(ministry: Ministry, code: str) -> tuple[list[str], int]:
    """What is said to that code, and in how many statements."""
    said: list[str] = []
    engine = ministry.engine.sync_engine
    count = lambda *told: said.append(told[2])  # noqa: E731 - a listener
    heard = len(ministry.staff.log("Zoila"))
    event.listen(engine, "before_cursor_execute", count)
    ministry.staff.say("Zoila", f"/start {code}")
    event.remove(engine, "before_cursor_execute", count)
    return [it["message"]["text"] for it in ministry.staff.log("Zoila")[heard:]], len(said)


@pytest.fixture
def unknown(ministry):
    return answers(ministry, secrets.token_urlsafe(18))


@pytest.mark.parametrize("why", REFUSED)
def test_every_refusal_is_the_same_in_words_and_work(ministry, unknown, why):
    before_it_is_tried = REFUSED[why](ministry)
    before = ministry.kept()
    assert answers(ministry, before_it_is_tried) == unknown
    assert ministry.kept() == before
    assert "Esa invitación no sirve" in unknown[0][0]


def test_a_reply_that_tells_what_is_wrong_is_found_out(ministry, unknown):
    """The negative control: the right code is answered otherwise."""
    assert answers(ministry, invited(ministry)) != unknown


@pytest.mark.parametrize("code", ["MAD-PASAPORTE", "QR-SORIA", "QR-BURGOS", "AVISO-TOLEDO"])
def test_a_code_from_the_wall_gives_no_rights(ministry, code):
    before = ministry.kept()
    ministry.staff.say("Zoila", f"/start {code}")
    assert "Esa invitación no sirve" in "".join(ministry.staff.reads("Zoila"))
    assert ministry.kept() == before


@pytest.mark.parametrize("code", ["AVISO-SEGOVIA", "MAD-PASAPORTF", "mad-pasaporte", "MAD-", "x"])
def test_a_code_that_leads_nowhere_tells_nothing_of_what_there_is(ministry, code):
    """Of a draft's code, a near one and a made-up one: the same welcome, with the same words."""
    chats = ministry.citizens
    for name, tried in (("Ana", "NADA-DE-ESTO"), ("Beto", code)):
        chats.say(name, f"/start {tried}")
    ana, beto = ([it["message"]["text"] for it in chats.log(one)] for one in ("Ana", "Beto"))
    assert ana == beto
