"""What the notices pack under a visit is what the citizens' bot unpacks."""

from datetime import date, time
from uuid import uuid4

from aiogram.types import InlineKeyboardMarkup
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasting import notice
from bot.citizen.presses import Attend, Look
from bot.citizen.ticking import ticked
from bot.tokens import from_token
from db.visits import Visit

WHOLE = {
    "consulate": "MAD",
    "writers": [],
    "created_at": None,
    "town": "Toledo",
    "timezone": "Europe/Madrid",
    "first_day": date(2026, 12, 12),
    "last_day": date(2026, 12, 12),
    "opens": time(9),
    "closes": time(14),
    "flyer": True,
    "latitude": 39.86,
    "longitude": -4.02,
}


def under(visit):
    rows = notice.buttons(visit, "es")
    return [Attend.unpack(it["callback_data"]) for row in rows for it in row]


@given(st.uuids())
def test_every_button_under_a_visit_is_an_attend_of_that_visit(number):
    pressed = under(Visit(id=number, **WHOLE))
    assert [it.act for it in pressed] == [
        notice.GOING, notice.NOT_GOING, notice.FLYER, notice.MAP, notice.CALENDAR,
    ]  # fmt: skip
    assert {from_token(it.visit) for it in pressed} == {number}
    assert all(it.pack() == f"v:{it.visit}:{it.act}" for it in pressed)


def test_a_card_in_a_list_near_a_place_still_fits_a_button():
    visit = under(Visit(id=uuid4(), **WHOLE))[0].visit
    assert len(Look(of="-89.99,-179.99", visit=visit).pack().encode()) <= 64


def test_a_tick_moves_and_leaves_all_other_buttons_as_they_are():
    visit = Visit(id=uuid4(), **WHOLE)
    shown = InlineKeyboardMarkup.model_validate({"inline_keyboard": notice.buttons(visit, "es")})
    going, not_going = (it.pack() for it in under(visit)[:2])
    once = ticked(shown, going, [not_going])
    labels = [[it.text for it in row] for row in once.inline_keyboard]
    assert labels[0] == ["✓ Iré", "No iré"]
    assert labels[1:] == [[it.text for it in row] for row in shown.inline_keyboard[1:]]
    assert ticked(once, going, [not_going]) == once
    assert ticked(once, not_going, [going]).inline_keyboard[0][0].text == "Iré"
