"""Who may do what in the register from a terminal, and whose name stays with it."""

import asyncio
import re
from base64 import b64encode

import pytest
from sqlalchemy import text

from db import staff
from db.engine import async_engine as connect
from db.transaction import clock, transaction
from tests.deploy.planning import COURSES, PERIOD, SIGNED, UNITS, Ministry

OPERATOR, PLANNER, APPROVER, EVERYBODYS = (
    5_000_000_001,
    5_000_000_002,
    5_000_000_003,
    5_000_000_004,
)
PEOPLE = {
    OPERATOR: ("operador", "--unit", "OPE"),
    PLANNER: ("planificador", "--all-units"),
    APPROVER: ("aprobador", "--all-units"),
    EVERYBODYS: ("administrador", "--all-units"),
}


@pytest.fixture
def ministry(pulso, tmp_path, monkeypatch):
    monkeypatch.setenv("PULSO_KEY", b64encode(bytes(range(32))).decode())
    (tmp_path / "unidades.csv").write_text(UNITS)
    pulso("units", "load", str(tmp_path / "unidades.csv"))
    return Ministry(pulso, tmp_path)


@pytest.fixture
def staffed(ministry, url, keyring):
    """With one person of each role."""
    codes = {account: invites(ministry, account, *whom) for account, whom in PEOPLE.items()}

    async def join() -> None:
        engine = connect(url)
        async with transaction(engine) as session:
            now = await clock(session)
            for account, code in codes.items():
                assert await staff.join(session, keyring, code, account, now=now)
        await engine.dispose()

    asyncio.run(join())
    return ministry


def invites(ministry, account: int, role: str, *scope: str) -> str:
    who = ("--telegram-id", str(account), "--name", role.title(), "--role", role)
    return re.search(r"start=(\S+)", ministry.does("staff", "invite", *who, *scope))[1]


def by(account: int) -> tuple[str, str]:
    return "--as", str(account)


def test_units_are_told_beside_consulates_in_the_list_of_the_staff(staffed):
    listed = [line.split("\t")[1:4] for line in staffed.does("staff", "list").splitlines()]
    assert sorted(listed) == [
        ["Administrador", "administrador", "todo el plan"],
        ["Aprobador", "aprobador", "todo el plan"],
        ["Operador", "operador", "OPE"],
        ["Planificador", "planificador", "todo el plan"],
    ]


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ((), "alcance"),
        (("--unit", "OPE", "--all-units"), "alcance"),
        (("--unit", "*"), "alcance"),
        (("--unit", "XXX"), "unidad-no-existe"),
        (("--unit", "MAD"), "unidad-no-existe"),
    ],
)
def test_a_scope_of_units_is_said_once_and_exists(ministry, scope, code):
    who = ("--telegram-id", "7", "--name", "Ana", "--role", "operador")
    assert ministry.pulso("staff", "invite", *who, *scope).refusal.endswith(f"[{code}]")


# step -> who may do it for OPE; of the rest of the arguments, what it needs
_MAY = {
    "template": {OPERATOR, EVERYBODYS},
    "submit": {OPERATOR, EVERYBODYS},
    "return": {PLANNER},
    "accept": {PLANNER},
    "reopen": {PLANNER},
}


def test_each_step_of_a_unit_is_of_those_whose_role_it_is(staffed, subtests):
    reason = ("--comment", "así")
    for step, those in _MAY.items():
        for account in PEOPLE:
            with subtests.test(step=step, account=PEOPLE[account][0]):
                prepared(staffed, step)
                out = ("--out", str(staffed.folder / "x.xlsx")) if step == "template" else ()
                more = reason if step in {"return", "reopen"} else ()
                said = staffed.unit(step, "OPE", *by(account), *more, *out)
                if account in those:
                    assert said.code == 0, said
                else:
                    assert said.refusal.endswith("[sin-permiso]")


def prepared(ministry, step: str) -> None:
    """OPE's part stands so that the step could be taken."""
    ministry.unit("reopen", "OPE", "--comment", "otra vez")
    if step in {"return", "accept", "reopen"}:
        ministry.unit("submit", "OPE")


def test_who_works_for_one_unit_delivers_for_no_other(staffed, engine):
    mine, other = staffed.book("OPE", {COURSES: 6}), staffed.book("SAA", {SIGNED: 4})
    refusal = staffed.plan("import", str(other), *by(OPERATOR)).refusal
    assert refusal == "Su función no le permite hacerlo para la unidad SAA. [sin-permiso]"
    assert staffed.unit("submit", "SAA", *by(OPERATOR)).refusal.endswith("[sin-permiso]")
    for judge in (PLANNER, APPROVER):
        assert staffed.plan("import", str(mine), *by(judge)).refusal.endswith("[sin-permiso]")
    assert staffed.plan("import", str(mine), *by(OPERATOR)).code == 0
    with engine.connect() as connection:
        who = "SELECT series, recorded_by IS NOT NULL FROM observation"
        assert connection.execute(text(who)).all() == [("3.2.3.1a", True)]
        acts = "SELECT act, staff_id IS NOT NULL FROM audit_entry ORDER BY id DESC LIMIT 1"
        assert connection.execute(text(acts)).all() == [("import", True)]


def test_only_a_planner_of_the_whole_plan_closes_publishes_and_loads(staffed, tmp_path):
    targets = tmp_path / "metas.csv"
    targets.write_text("series,period,baseline,baseline_period,goal,green,amber,relevance,norm\n")
    commands = [
        ("plan", "targets", str(targets)),
        ("units", "load", str(tmp_path / "unidades.csv")),
        ("plan", "close", PERIOD, "--comment", "ensayo"),
        ("plan", "publish", PERIOD),
    ]
    for command in commands:
        for account in (OPERATOR, APPROVER, EVERYBODYS):
            refusal = staffed.pulso(*command, *by(account)).refusal
            assert refusal == "Su función no le permite hacerlo para todo el plan. [sin-permiso]"
    for command in commands:
        assert staffed.pulso(*command, *by(PLANNER)).code == 0


def test_nobody_acts_as_somebody_unknown_or_revoked(staffed):
    assert staffed.unit("submit", "OPE", "--as", "99").refusal.endswith("[personal]")
    staffed.does("staff", "revoke", "--telegram-id", str(OPERATOR))
    assert staffed.unit("submit", "OPE", *by(OPERATOR)).refusal.endswith("[personal]")
