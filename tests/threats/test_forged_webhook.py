"""T1: whoever does not know the secret is told nothing, and leaves nothing behind."""

import json

import pytest
from aiohttp.test_utils import TestClient
from multidict import CIMultiDict

from bot.citizen import webhook
from bot.staff import app as staff_app
from tests.conversations.test_webhook import HEADER, SECRET, door, knock, message, post
from tests.threats.kept import kept

__all__ = ["door", "knock"]  # fixtures

JSON = "application/json"
START = message(1, "/start MAD-PASAPORTE")
WRONG = {
    "none": [],
    "empty": [""],
    "near": [SECRET[:-1] + "z"],
    "short": [SECRET[:-1]],
    "long": [SECRET + SECRET],
    "capitals": [SECRET.upper()],
    "quoted": [f'"{SECRET}"'],
    "of two, the first": [SECRET, "x"],
    "of two, the last": ["x", SECRET],
    "twice": [SECRET, SECRET],
    "listed": [f"{SECRET},{SECRET}"],
    "not ASCII": ["señal" * 7],
    "no text": ["\udcff" * 35],
    "a star": ["*"],
}


async def deliver(client: TestClient, given: list[str], path: str = webhook.PATH) -> int:
    headers = CIMultiDict([(HEADER, it) for it in given] + [("Content-Type", JSON)])
    answer = await client.post(path, data=json.dumps(START), headers=headers)
    assert await answer.text() in {"", f"{answer.status}: {answer.reason}"}, "it tells nothing"
    return answer.status


async def refuse_all(client: TestClient, engine) -> None:
    before = await kept(engine)
    for name, given in WRONG.items():
        assert await deliver(client, given) in {400, 401}, name
        assert await kept(engine) == before, name


async def test_any_other_secret_is_refused_and_nothing_is_kept(knock, async_engine):
    await refuse_all(knock, async_engine)
    before = await kept(async_engine)
    assert await deliver(knock, [SECRET]) == 200
    assert await kept(async_engine) != before, "with the secret it counts"


async def test_a_door_that_compares_the_beginning_is_found_out(knock, async_engine, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(webhook.hmac, "compare_digest", lambda one, other: one[:8] == other[:8])
    with pytest.raises(AssertionError):
        await refuse_all(knock, async_engine)


@pytest.mark.parametrize("path", ["/", "/telegram/", "/telegram/x", f"/{SECRET}", "/webhook"])
async def test_there_is_one_way_in(knock, async_engine, path):
    before = await kept(async_engine)
    assert await deliver(knock, [SECRET], path) == 404
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = await knock.request(method, webhook.PATH, headers={HEADER: SECRET})
        assert answer.status == 405
    assert await kept(async_engine) == before


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "text/json", "application/xml"]
)
async def test_what_does_not_say_that_it_is_json_is_refused(knock, async_engine, kind):
    before = await kept(async_engine)
    assert (await post(knock, START, **{"Content-Type": kind})).status == 415
    assert await kept(async_engine) == before


DEEP = 50_000
BODIES = {
    "lists in lists": b"[" * DEEP + b"]" * DEEP,
    "objects in objects": b'{"update_id":' * 10_000 + b"1" + b"}" * 10_000,
    "deep in a message": b'{"update_id":1,"message":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "not deep enough to stop at": b'{"update_id":1,"x":' + b"[" * 400 + b"]" * 400 + b"}",
    "a number too large": b'{"update_id": 1' + b"0" * 5000 + b"}",
    "no number": b'{"update_id": "1x"}',
    "no JSON": b"update_id=1",
    "no text": b"\xff\xfe\x00",
    "a list": b'[{"update_id": 1}]',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_with_the_secret_too_what_is_no_update_does_nothing(knock, async_engine, body):
    before = await kept(async_engine)
    assert (await post(knock, body)).status == 200
    assert await kept(async_engine) == before
    assert (await post(knock, START)).status == 200, "the door stays open"


@pytest.mark.parametrize(("size", "status"), [(0, 200), (1, 413), (2 * webhook.MAX_BODY, 413)])
async def test_more_than_256_kibibytes_are_not_read(knock, async_engine, size, status):
    update = json.dumps(START).encode()
    before = await kept(async_engine)
    body = update + b" " * (webhook.MAX_BODY - len(update) + size)
    assert (await post(knock, body)).status == status
    assert (await kept(async_engine) == before) is (status != 200)


def test_the_staff_bot_opens_no_door():
    """It asks Telegram, and lets nobody call it."""
    assert not {"webhook", "web", "hmac"} & vars(staff_app).keys()
