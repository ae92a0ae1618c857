"""Every answer Telegram is known to give means exactly one thing for the person it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.broadcasting.outcome import (
    BLOCKED,
    NEVER_LEFT,
    NO_ANSWER,
    UNKNOWN,
    Final,
    Later,
    Stop,
    Wait,
    failed,
    outcome,
)
from db.deliveries import DeliveryState

EDITED = 77
SENT = Final(DeliveryState.SENT, message_id=EDITED)
# error code, Telegram's own words, its parameters; what a message becomes, and what an edit
TABLE = [
    (403, "Forbidden: bot was blocked by the user", {}, BLOCKED, BLOCKED),
    (403, "Forbidden: user is deactivated", {}, BLOCKED, BLOCKED),
    (403, "Forbidden: bot can't initiate conversation with a user", {}, BLOCKED, BLOCKED),
    (403, "Forbidden: bot was kicked from the group chat", {}, BLOCKED, BLOCKED),
    (403, "Forbidden: bot is not a member of the channel chat", {}, BLOCKED, BLOCKED),
    (400, "Bad Request: chat not found", {}, BLOCKED, BLOCKED),
    (400, "Bad Request: PEER_ID_INVALID", {}, BLOCKED, BLOCKED),
    (403, "Forbidden: bots can't send messages to bots", {}, failed("refused"), failed("refused")),
    (
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": -100},
        failed("chat_moved"),
        failed("chat_moved"),
    ),
    (
        400,
        "Bad Request: can't parse entities: Unsupported start tag",
        {},
        failed("bad_text"),
        failed("bad_text"),
    ),
    (400, "Bad Request: message is too long", {}, failed("bad_text"), failed("bad_text")),
    (400, "Bad Request: BUTTON_URL_INVALID", {}, failed("bad_text"), failed("bad_text")),
    (400, "Bad Request: something new", {}, failed("refused"), failed("refused")),
    (429, "Too Many Requests: retry after 7", {"retry_after": 7}, Wait(7), Wait(7)),
    (429, "Too Many Requests", {}, Wait(5), Wait(5)),
    (401, "Unauthorized", {}, Stop("token_refused"), Stop("token_refused")),
    (404, "Not Found", {}, Stop("token_refused"), Stop("token_refused")),
    (500, "Internal Server Error", {}, UNKNOWN, Later()),
    (502, "", {}, UNKNOWN, Later()),
    (504, "Gateway Timeout", {}, UNKNOWN, Later()),
    (None, NO_ANSWER, {}, UNKNOWN, Later()),
    (None, NEVER_LEFT, {}, Later(), Later()),
]
EDITS = [
    (
        "Bad Request: message is not modified: specified new message content and reply markup",
        SENT,
    ),
    ("Bad Request: message to edit not found", failed("edit_gone")),
    ("Bad Request: MESSAGE_ID_INVALID", failed("edit_gone")),
    ("Bad Request: message can't be edited", failed("edit_closed")),
]


@pytest.mark.parametrize(("code", "said", "parameters", "message", "edit"), TABLE)
def test_an_answer_is_classified_by_its_code_and_words(code, said, parameters, message, edit):
    assert outcome(code, said, parameters) == message
    assert outcome(code, said, parameters, edits=EDITED) == edit


@pytest.mark.parametrize(("said", "became"), EDITS)
def test_an_edit_that_changes_nothing_is_success_and_one_of_nothing_fails(said, became):
    assert outcome(400, said, {}, edits=EDITED) == became


@given(
    code=some.none() | some.integers(100, 599),
    said=some.text() | some.sampled_from([row[1] for row in TABLE]),
    edits=some.none() | some.just(EDITED),
)
def test_only_what_certainly_did_not_arrive_is_ever_sent_again(code, said, edits):
    became = outcome(code, said, {}, edits=edits)
    if isinstance(became, Later) and edits is None:
        assert (code, said.lower()) == (None, NEVER_LEFT)
    if isinstance(became, Wait | Stop):
        assert code in {401, 404, 429}
