"""Staff from a terminal: invited, listed and revoked, each noted without a member."""

import asyncio
import re
from base64 import b64encode

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from db import staff
from db.engine import async_engine as connect
from db.transaction import clock, transaction
from deploy import staff_commands
from deploy.settings import SettingError

CARMEN, LUIS = 5_000_000_001, 5_000_000_002
GROUP = click.Group("staff", commands=list(staff_commands.COMMANDS))


@pytest.fixture
def desk(pulso, monkeypatch):
    """A command of `pulso staff`, on a database that knows the consular network."""
    monkeypatch.setenv("PULSO_KEY", b64encode(bytes(range(32))).decode())
    pulso("consulates", "load")

    def run(*arguments: str) -> str:
        return CliRunner().invoke(GROUP, arguments, catch_exceptions=False).output

    return run


def joins(url, keyring, code: str, telegram_id: int):
    async def join():
        engine = connect(url)
        async with transaction(engine) as session:
            now = await clock(session)
            joined = await staff.join(session, keyring, code, telegram_id, now=now)
        await engine.dispose()
        return joined

    return asyncio.run(join())


def invitation(telegram_id: int, role: str, *scope: str, name: str = "Carmen") -> tuple[str, ...]:
    return ("invite", "--telegram-id", str(telegram_id), "--name", name, "--role", role, *scope)


def test_an_invitation_prints_a_link_that_lets_in_that_account_alone(desk, url, keyring, engine):
    madrid = ("--consulate", "MAD", "--consulate", "BCN")
    said = desk(*invitation(CARMEN, "operador", *madrid), "--bot", "ConsuladosBot")
    code = re.search(r"https://t\.me/ConsuladosBot\?start=(\S+)", said)[1]
    assert f"/start {code}" in said
    assert "48 horas" in said
    assert code not in str(_rows(engine, "SELECT * FROM staff_invitation"))
    assert joins(url, keyring, code, LUIS) is None
    joined = joins(url, keyring, code, CARMEN)
    assert (joined.role, joined.consulates) == ("operator", ["BCN", "MAD"])
    assert _rows(engine, "SELECT act, staff_id, detail->>'role' FROM audit_entry") == [
        ("invite", None, "operator")
    ]


def test_the_list_tells_who_may_do_what_and_the_revoked_are_gone(desk, url, keyring, engine):
    assert "Todavía no hay nadie" in desk("list")
    for number, name, role in ((CARMEN, "Carmen", "operador"), (LUIS, "Luis", "administrador")):
        said = desk(*invitation(number, role, "--everywhere", name=name))
        joins(url, keyring, re.search(r"start=(\S+)", said)[1], number)
    listed = desk("list").splitlines()
    assert [line.split("\t")[:4] for line in listed] == [
        [str(CARMEN), "Carmen", "operador", "todos"],
        [str(LUIS), "Luis", "administrador", "todos"],
    ]
    assert desk("revoke", "--telegram-id", str(CARMEN)) == "Carmen ya no tiene acceso.\n"
    assert "Carmen" not in desk("list")
    last = "SELECT act, staff_id FROM audit_entry ORDER BY id DESC LIMIT 1"
    assert _rows(engine, last) == [("revoke", None)]
    with pytest.raises(SettingError, match=r"\[personal\]"):
        desk("revoke", "--telegram-id", str(CARMEN))


@pytest.mark.parametrize(
    ("scope", "refusal"),
    [
        ((), "alcance"),
        (("--everywhere", "--consulate", "MAD"), "alcance"),
        (("--consulate", "XXX"), "consulado"),
        (("--consulate", "*"), "alcance"),
    ],
)
def test_a_scope_is_said_once_and_exists(desk, engine, scope, refusal):
    with pytest.raises(SettingError, match=rf"\[{refusal}\]"):
        desk(*invitation(CARMEN, "operador", *scope))
    assert _rows(engine, "SELECT 1 FROM staff_invitation") == []


def test_another_key_opens_nothing(desk, monkeypatch):
    desk(*invitation(CARMEN, "operador", "--everywhere"))
    monkeypatch.setenv("PULSO_KEY", b64encode(bytes(32)).decode())
    with pytest.raises(SettingError, match=r"\[clave-no-abre\]"):
        desk("list")


def _rows(engine, sql: str):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]
