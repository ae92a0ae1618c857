"""T12: an approval is of exactly what was shown; whatever is altered meanwhile voids it."""

import pytest

from bot.staff import presses as p
from bot.staff.routes import PRESSES
from db import broadcasts
from db.broadcasts import BroadcastText
from db.deliveries import Delivery
from db.visits import CONTENT
from tests.conversations.announced import PICTURE
from tests.staff import affairs
from tests.staff.affairs import press
from tests.threats.ministry import Ministry

OF_THE_TEXT = {
    "language": "UPDATE broadcast_text SET language = 'qu' WHERE language = 'en'",
    "text": "UPDATE broadcast_text SET text = text || '.' WHERE language = 'es'",
    "buttons": "UPDATE broadcast_text SET buttons = '[[]]'",
    "edited": "UPDATE broadcast_text SET edited = text",
    "edited_buttons": "UPDATE broadcast_text SET edited_buttons = '[[]]'",
}
OF_THE_AUDIENCE = {
    "seq": "UPDATE delivery SET seq = seq + 10 WHERE seq = 2",
    "respondent_id": "UPDATE delivery SET respondent_id ="
    " (SELECT id FROM respondent WHERE consulate = 'BCN' LIMIT 1) WHERE seq = 1",
    "language": "UPDATE delivery SET language = 'en' WHERE seq = 1",
    "edits": "UPDATE delivery SET edits = 1 WHERE seq = 1",
}
OF_ALL = {
    "a person more": "INSERT INTO delivery (broadcast_id, seq, respondent_id, language, state,"
    " attempts) SELECT broadcast.id, 9, respondent.id, 'es', 0, 0 FROM broadcast, respondent"
    " WHERE respondent.consulate = 'BCN' LIMIT 1",
    "a person less": "DELETE FROM delivery WHERE seq = 1",
    "nobody": "DELETE FROM delivery",
    "a language less": "DELETE FROM broadcast_text WHERE language = 'en'",
    "the kind": "UPDATE broadcast SET kind = 'cancellation'",
    "the visit": "UPDATE broadcast SET visit_id = (SELECT id FROM visit WHERE town = 'Toledo')",
    "what the draft said": "UPDATE broadcast SET draft = 'x'",
    "the picture": "UPDATE flyer SET picture = picture || 'x'"
    " WHERE visit_id = (SELECT visit_id FROM broadcast)",
}
OTHERWISE = {
    **dict.fromkeys(("town", "place", "requirements", "contact"), "'Otra cosa'"),
    **dict.fromkeys(("first_day", "last_day"), "date '2035-12-16'"),
    **dict.fromkeys(("opens", "closes"), "time '10:30'"),
    **dict.fromkeys(("latitude", "longitude"), "1.5"),
    "timezone": "'Atlantic/Canary'",
    "fold": "1",
    "services": "'{visa}'",
    "capacity": "7",
    "flyer": "NOT flyer",
}
OF_THE_VISIT = {
    name: f"UPDATE visit SET {name} = {value} WHERE id = (SELECT visit_id FROM broadcast)"  # noqa: S608
    for name, value in OTHERWISE.items()
}
# Of a delivery, how it goes is no part of whom it goes to.
PROGRESS = {"broadcast_id", "state", "not_before", "attempts", "grant_id", "granted_at"} | {
    *("lease_until", "message_id", "reason", "settled_at")
}


def test_every_column_of_content_and_audience_is_tried():
    """A new one must be thought about."""
    assert BroadcastText.model_fields.keys() - {"broadcast_id"} == OF_THE_TEXT.keys()
    assert Delivery.model_fields.keys() - PROGRESS == OF_THE_AUDIENCE.keys()
    assert set(CONTENT) == OTHERWISE.keys()


ROWS = ("delivery", "broadcast_text")
COLUMNS = {"broadcast": ("kind", "visit_id", "draft"), "visit": CONTENT, "flyer": ("picture",)}
KEYS = {"flyer": "visit_id"}


def save(ministry: Ministry) -> None:
    ministry.alters(*(f"CREATE TABLE saved_{it} AS TABLE {it}" for it in (*ROWS, *COLUMNS)))


def restore(ministry: Ministry) -> None:
    ministry.alters(
        *(f"DELETE FROM {it}" for it in ROWS),  # noqa: S608 - our own names
        *(f"INSERT INTO {it} SELECT * FROM saved_{it}" for it in ROWS),  # noqa: S608
        *(_as_it_was(table, columns) for table, columns in COLUMNS.items()),
    )


def _as_it_was(table: str, columns) -> str:
    key, values = KEYS.get(table, "id"), ", ".join(f"{it} = s.{it}" for it in columns)
    return f"UPDATE {table} t SET {values} FROM saved_{table} s WHERE s.{key} = t.{key}"  # noqa: S608


def handed_in(ministry: Ministry):
    for consulate in ("MAD", "MAD", "BCN"):
        ministry.world.do(affairs.agree(ministry, 1, consulate))
    visit = ministry.drafts(fold=0, flyer=True)
    ministry.alters("INSERT INTO flyer VALUES (:visit, :picture)", visit=visit.id, picture=PICTURE)
    return ministry.hands_in(visit)


def alter_one_thing_after_the_other(ministry: Ministry) -> None:
    waiting = handed_in(ministry)
    save(ministry)
    for alterations in (OF_THE_TEXT, OF_THE_AUDIENCE, OF_ALL, OF_THE_VISIT):
        for name, statement in alterations.items():
            before = ministry.kept()
            ministry.alters(statement)
            altered = ministry.kept()
            assert altered != before, name
            ministry.approves(waiting)
            assert ministry.kept() == altered, f"approved with another {name}"
            restore(ministry)
            assert ministry.kept() == before, name
    ministry.approves(waiting)
    assert ministry.rows("SELECT state FROM broadcast") == [("running",)]


def test_whatever_is_altered_after_it_was_handed_in_cannot_be_approved(ministry):
    alter_one_thing_after_the_other(ministry)


def test_a_bot_that_does_not_compute_the_fingerprint_anew_is_found_out(ministry, monkeypatch):
    """The negative control."""
    real = broadcasts._fingerprint

    async def once(session, broadcast):
        return broadcast.fingerprint or await real(session, broadcast)

    monkeypatch.setattr(broadcasts, "_fingerprint", once)
    with pytest.raises(AssertionError, match="approved with another"):
        alter_one_thing_after_the_other(ministry)


SENT = (
    "SELECT t::text FROM broadcast_text t WHERE broadcast_id = :it ORDER BY 1",
    "SELECT seq, respondent_id, language, edits FROM delivery WHERE broadcast_id = :it ORDER BY 1",
)


@pytest.mark.parametrize("name", ["Carmen", "Luis", "Adela"])
def test_once_it_is_approved_no_button_alters_what_is_sent_or_to_whom(ministry, name):
    waiting = handed_in(ministry)
    ministry.approves(waiting)
    ministry.staff.say(name, "/avisos")
    before = [ministry.rows(it, it=waiting.id) for it in SENT]
    for act in PRESSES.keys() - {p.REVOKE}:
        for subject in (waiting.id, waiting.visit_id):
            for value in ("!", "town=Otro"):
                ministry.staff.press(name, press(act, subject, value))
    ministry.staff.say(name, "Otra cosa")
    assert [ministry.rows(it, it=waiting.id) for it in SENT] == before
    assert ministry.rows("SELECT town FROM visit WHERE id = :it", it=waiting.visit_id) == [
        ("Huelva",)
    ]
