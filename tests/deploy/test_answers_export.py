"""`pulso answers export`: what leaves the house, what stays, and that somebody noted it."""

import csv
import json
import stat
from base64 import b64encode
from datetime import UTC, datetime

import openpyxl
import pytest
from sqlalchemy import text

from analytics import plan
from analytics.answers_out import FORMATS, Format
from db import staff
from db.staff import EVERYWHERE, Role
from db.transaction import clock, transaction
from surveys import Chosen, Typed
from tests.db.conftest import ANA, LIBRARY, LUIS, open_desk

pytestmark = pytest.mark.usefixtures("people")

FORM = "satisfaccion-consular"
WORDS = '=HYPERLINK("x") esperé, mucho; \n\'"'
JULY = datetime(2026, 7, 10, 15, tzinfo=UTC)
COMPLETE = [Chosen(("5",)), Chosen(("dni",)), *[Chosen(("4",))] * 6, Typed(WORDS)]


@pytest.fixture
def pulso(pulso, monkeypatch):
    """With the key that the people of these tests were sealed with."""
    monkeypatch.setenv("PULSO_KEY", b64encode(bytes(range(32))).decode())
    return pulso


@pytest.fixture
async def people(async_engine, keyring):
    """Ana ended in Madrid in November; Luis broke off in Tokyo in July; Eva said nothing."""
    workbook = (LIBRARY / f"{FORM}.xlsx").read_bytes()
    desk = await open_desk(async_engine, keyring, workbook, ".xlsx")
    await desk.begins(LUIS, "TYO", now=JULY)
    await desk.answers(Chosen(("na",)), person=LUIS, now=JULY)
    await desk.begins(ANA, "MAD")
    await desk.answers(*COMPLETE, person=ANA)
    await desk.begins(3, "MAD")
    return desk


@pytest.fixture
def export(pulso, tmp_path):
    """Exports to CSV and reads it back."""

    def export(*options: str) -> list[dict[str, str]]:
        out = tmp_path / "fuera.csv"
        done = pulso("answers", "export", "--form", FORM, *options, "--format", "csv",
                     "--out", str(out))  # fmt: skip
        assert done.code == 0, done
        with out.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return export


def refusal(pulso, *options: str) -> str:
    return pulso("answers", "export", "--form", FORM, *options).refusal


def test_whoever_answered_the_headline_goes_out_the_oldest_first(export):
    luis, ana = export()
    assert (luis["satisfaccion"], luis["_disposition"], luis["_consulate"]) == (
        *("na", "partial", "TYO"),
    )
    assert (ana["satisfaccion"], ana["_disposition"], ana["trato"]) == ("5", "complete", "4")
    assert ana["comentario"] == f"'{WORDS}"
    assert (luis["_month"], ana["_month"]) == ("2026-07-01", "2026-11-01")
    assert ana["_submission_time"] == "2026-11-23T15:00:00"
    assert luis["_submission_time"] == "2026-07-10T15:00:00"


@pytest.fixture
async def many(people):
    """Twelve more in Madrid; for one of them the question does not apply."""
    for person, level in enumerate(("5", "4", "1", "na", *["5"] * 8), start=100):
        await people.begins(person, "MAD")
        await people.answers(Chosen((level,)), person=person)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("period", ["2026", "2026-11", "2026-S2"])
def test_as_many_go_out_as_the_pull_counts(export, pulso, period):
    (series,) = next(it for it in plan.measures() if it.name == FORM).series
    pulled = json.loads(pulso("indicators", "pull", "--period", period, "--format", "json").out)
    (figure,) = [it for it in pulled if it["series"] == series.code]
    valid = [it for it in export("--period", period) if it["satisfaccion"] != "na"]
    satisfied = [it for it in valid if it["satisfaccion"] in {"4", "5"}]
    assert (figure["n"], figure["numerator"]) == (len(valid), len(satisfied)) == (12, 11)


@pytest.mark.parametrize(
    ("options", "consulates"),
    [
        (("--period", "2026-S2"), ["TYO", "MAD"]),
        (("--period", "2026-11"), ["MAD"]),
        (("--consulate", "TYO"), ["TYO"]),
        (("--consulate", "TYO", "--consulate", "MAD"), ["TYO", "MAD"]),
        (("--period", "2026-T3", "--consulate", "TYO"), ["TYO"]),
    ],
)
def test_period_and_consulate_narrow_it(export, options, consulates):
    assert [it["_consulate"] for it in export(*options)] == consulates


def test_no_id_of_ours_and_no_account_goes_out_and_a_person_keeps_their_other_name(
    export, pulso, engine, tmp_path, keyring
):
    first, again = export(), export()
    assert first == again
    with engine.connect() as connection:
        ids = connection.execute(text("SELECT id, respondent_id FROM interview")).all()
    inner = [str(it) for row in ids for it in row]
    for form in FORMATS:
        pulso("answers", "export", "--form", FORM, "--format", form, "--out", str(tmp_path / "x"))
    for file in tmp_path.glob("*.*"):
        content = file.read_bytes()
        for secret in (*inner, *(it.replace("-", "") for it in inner), str(ANA), str(LUIS)):
            assert secret.encode() not in content, file
    assert {it["_respondent"] for it in first} < {keyring.pseudonym(row[1]) for row in ids}
    assert len({it["_id"] for it in first} | {it["_respondent"] for it in first}) == 4


@pytest.fixture
async def corrected(people):
    """Eva first says that it was another service, then that it was her identity card."""
    await people.answers(Chosen(("5",)), Chosen(("otro",)), Typed("un poder"), person=3)
    await people.goes_back(3)
    await people.goes_back(3)
    await people.answers(Chosen(("dni",)), person=3)


@pytest.mark.usefixtures("corrected")
def test_what_a_correction_made_irrelevant_stays(export, engine):
    eva = next(it for it in export() if it["_disposition"] == "partial" and it["servicio"])
    assert (eva["servicio"], eva["servicio_otro"]) == ("dni", "")
    with engine.connect() as connection:
        kept = text("SELECT count(*) FROM answer WHERE question = 'servicio_otro'")
        assert connection.execute(kept).scalar_one() == 1


@pytest.fixture
async def next_version(people, tmp_path):
    """Somebody who answers the version that was published after."""
    book = openpyxl.load_workbook(LIBRARY / f"{FORM}.xlsx")
    header, values = book["settings"]["1:2"]
    values[[it.value for it in header].index("version")].value = "2099-01"
    book.save(tmp_path / "otra.xlsx")
    desk = await open_desk(
        people.engine, people.keyring, (tmp_path / "otra.xlsx").read_bytes(), ".xlsx"
    )
    await desk.begins(4, "MAD")
    await desk.answers(Chosen(("1",)), person=4)


@pytest.mark.usefixtures("next_version")
@pytest.mark.parametrize(
    ("options", "versions"),
    [
        ((), {"2026-11", "2099-01"}),
        (("--version", "2099-01"), {"2099-01"}),
        (("--version", "2026-11"), {"2026-11"}),
        (("--version", "2026-11", "--version", "2099-01"), {"2026-11", "2099-01"}),
    ],
    ids=["all", "second", "first", "both"],
)
def test_versions_narrow_it(export, options, versions):
    assert {it["__version__"] for it in export(*options)} == versions


def test_it_is_noted_who_took_what_and_none_of_the_words(export, engine):
    export("--period", "2026-11", "--consulate", "MAD")
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM audit_entry WHERE act = 'export'")).one()
    assert (row.staff_id, row.detail) == (
        None,
        {
            "form": FORM,
            "versions": ["2026-11"],
            "period": "2026-11",
            "consulates": ["MAD"],
            "format": "csv",
            "interviews": 1,
        },
    )


def test_files_are_closed_to_other_accounts_and_nothing_is_left_beside(export, tmp_path):
    export()
    found = {it.name: stat.S_IMODE(it.stat().st_mode) for it in tmp_path.glob("fuera*")}
    assert set(found.values()) == {0o600}
    assert set(found) == {
        "fuera.csv",
        "fuera.etiquetas-es.csv",
        "fuera.etiquetas-en.csv",
        "fuera.libro-de-codigos.csv",
    }
    assert not list(tmp_path.glob(".pulso-*"))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--version", "1900-01"), "version-no-existe"),
        (("--consulate", "ZZZ"), "consulado"),
        (("--period", "2026-S3"), "periodo-no-existe"),
        (("--period", "2025"), "nada-que-exportar"),
        (("--as", "5"), "personal"),
        (("--out", "/dev/null/x.xlsx"), "archivo"),
    ],
)
def test_what_cannot_be_had_is_refused_in_one_line(pulso, options, code):
    said = refusal(pulso, *options)
    assert len(said.splitlines()) == 1
    assert said.endswith(f"[{code}]")


def test_a_form_that_nobody_published_is_refused(pulso):
    assert pulso("answers", "export", "--form", "nada").refusal.endswith("[formulario]")


def test_more_than_a_file_bears_is_refused_with_a_remedy_and_not_noted(pulso, engine, monkeypatch):
    monkeypatch.setitem(FORMATS, "sav", Format(FORMATS["sav"].write, most=1))
    said = refusal(pulso, "--format", "sav")
    assert "--format csv" in said
    assert said.endswith("[demasiadas-entrevistas]")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit_entry")).scalar_one() == 0


def test_another_key_opens_nothing(pulso, export, monkeypatch):
    export()
    monkeypatch.setenv("PULSO_KEY", b64encode(bytes(32)).decode())
    assert refusal(pulso).endswith("[clave-no-abre]")


@pytest.fixture
async def members(people):
    """Somebody of every role for the whole plan, and a planner of one unit."""
    roles = [*((role, EVERYWHERE) for role in Role), (Role.PLANNER, "OPE")]
    async with transaction(people.engine) as session:
        now = await clock(session)
        for account, (role, units) in enumerate(roles, start=1):
            code = await staff.invite(
                session, people.keyring, telegram_id=account, name="Eva", role=role,
                consulates=[], units=[units], now=now,
            )  # fmt: skip
            assert await staff.join(session, people.keyring, code, account, now=now)
    return {roles_of: str(account) for account, roles_of in enumerate(roles, start=1)}


def test_only_a_planner_of_the_whole_plan_may_and_is_noted(members, export, pulso, engine):
    planner = Role.PLANNER, EVERYWHERE
    for roles_of, account in members.items():
        if roles_of != planner:
            assert refusal(pulso, "--as", account).endswith("[sin-permiso]")
    export("--as", members[planner])
    with engine.connect() as connection:
        (noted,) = connection.execute(
            text(
                "SELECT role, units FROM audit_entry JOIN staff_member"
                " ON staff_member.id = staff_id WHERE act = 'export'"
            )
        ).all()
    assert tuple(noted) == (Role.PLANNER, [EVERYWHERE])
