"""T13: who is counted is who is shown is who is told, and nobody who did not ask for it."""

import pytest
from sqlalchemy import text

from bot.staff.presses import PREVIEW, REVIEW, SUBMIT
from db import deliveries
from tests.staff import affairs
from tests.staff.affairs import press
from tests.threats.ministry import Ministry

# Why each of the others is not told; each is one person of Madrid who once agreed to notices.
NOT_TOLD = {
    "withdrew": "UPDATE consent SET withdrawn_at = now() WHERE respondent_id = :it",
    "agreed to the survey": "UPDATE consent SET purpose = 'survey' WHERE respondent_id = :it",
    "never agreed": "DELETE FROM consent WHERE respondent_id = :it",
    "blocks the bot": "UPDATE respondent SET blocked_at = now() WHERE id = :it",
    "was erased": "UPDATE respondent SET telegram_id = NULL, fingerprint = NULL WHERE id = :it",
    "moved to another consulate": "UPDATE respondent SET consulate = 'BCN' WHERE id = :it",
    "has no consulate": "UPDATE respondent SET consulate = NULL WHERE id = :it",
}
LEDGER = "SELECT respondent_id FROM delivery"


def agree(ministry: Ministry, count: int, consulate: str = "MAD") -> list:
    return ministry.world.do(affairs.agree(ministry, count, consulate))


def told(ministry: Ministry) -> set:
    return {person for (person,) in ministry.rows(LEDGER)}


def count_and_tell(ministry: Ministry) -> None:
    wanted = set(agree(ministry, 3))
    agree(ministry, 2, "BCN")
    for statement in NOT_TOLD.values():
        [person] = agree(ministry, 1)
        ministry.alters(statement, it=person)
    visit, chats = ministry.drafts(), ministry.staff
    chats.say("Carmen", "/visitas")
    chats.press("Carmen", press(PREVIEW, visit.id))
    assert "Lo recibirán: 3 personas" in chats.reads("Carmen")[-1]
    chats.press("Carmen", press(SUBMIT, visit.id))
    assert "Lo recibirán: 3 personas" in chats.reads("Carmen")[-1]
    assert told(ministry) == wanted, "frozen for others than were counted"
    agree(ministry, 2)  # too late for this one
    waiting = ministry.world.do(affairs.broadcast_of(ministry, visit))
    chats.say("Luis", "/avisos")
    chats.press("Luis", press(REVIEW, waiting.id))
    assert "Lo recibirán: 3 personas" in chats.reads("Luis")[-1]
    ministry.approves(waiting)
    assert "Se envía a 3 personas" in chats.reads("Luis")[-1]
    assert told(ministry) == wanted


def test_exactly_those_are_told_who_asked_for_it_and_were_counted(ministry):
    count_and_tell(ministry)


@pytest.mark.parametrize("check", ["AND blocked_at IS NULL", "consulate = :consulate AND"])
def test_an_audience_that_leaves_out_a_question_is_found_out(ministry, monkeypatch, check):
    """The negative control."""
    careless = text(deliveries.CONSULATE_AUDIENCE.text.replace(check, ""))
    monkeypatch.setattr(deliveries, "CONSULATE_AUDIENCE", careless)
    with pytest.raises(AssertionError):
        count_and_tell(ministry)
