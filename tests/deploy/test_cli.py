"""The command line: what it prints, what it refuses, and in how few words."""

import csv
import io
import json
import re
import stat
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from analytics import plan
from db.consulates import NETWORK, UNVERIFIED

WORKBOOK = Path(__file__).parents[2] / "surveys" / "library" / "satisfaccion-consular.xlsx"
SERIES = [series.code for measure in plan.measures() for series in measure.series]


@pytest.fixture
def corrected(tmp_path) -> Path:
    """Where a planner saves the network once it is edited."""
    return tmp_path / "red.csv"


def rows() -> list[dict[str, str]]:
    """The shipped network, for a planner to edit."""
    return list(csv.DictReader(io.StringIO(NETWORK.read_text("utf-8-sig"))))


def save(offices: list[dict[str, str]], path: Path) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(offices[0]))
        writer.writeheader()
        writer.writerows(offices)
    return str(path)


def count(engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608


# The plan.


def test_the_plan_is_shown_without_database_data_folder_or_settings(pulso_process):
    shown = pulso_process(
        *("plan", "show", "--format", "json"),
        PULSO_DATA="/dev/null/data",
        PULSO_DATABASE_URL="none at all",
    )
    assert (shown.code, shown.err) == (0, "")
    objectives = json.loads(shown.out)
    codes = [it["code"] for it in objectives]
    assert len(codes) == 26
    assert [code for code in codes if code.endswith(".0")] == ["1.0", "2.0", "3.0"]


def test_the_plan_as_json_has_the_agreed_shape(pulso):
    for objective in json.loads(pulso("plan", "show", "--format", "json").out):
        assert set(objective) - {"overview_text"} == {
            *("code", "text", "directos", "subsidiarios", "results", "indicators")
        }
        for several in ("directos", "subsidiarios", "results"):
            assert all(isinstance(it, str) for it in objective[several])
        for indicator in objective["indicators"]:
            assert set(indicator) == {"code", "text", "measures"}
            for measure in indicator["measures"]:
                assert set(measure) - {"name", "fed_by"} == {"code", "text", "kind", "series"}
                assert all(it["code"].startswith(measure["code"]) for it in measure["series"])


def test_the_plan_as_text_names_every_objective(pulso):
    shown = pulso("plan", "show").out
    for objective in plan.load():
        assert f"\n{objective.code}  " in f"\n{shown}"


# The figures.


def test_an_empty_database_has_every_number_of_the_plan_without_data(pulso):
    pulled = pulso("indicators", "pull", "--period", "2026-S2")
    assert pulled.code == 0
    lines = [line for line in pulled.out.splitlines() if line.split(" ")[0] in SERIES]
    assert [line.split(" ")[0] for line in lines] == SERIES
    assert all("sin dato" in line for line in lines)
    assert "0,00" not in pulled.out
    assert "0.00" not in pulled.out


def test_the_same_as_json_and_as_csv(pulso):
    as_json = json.loads(
        pulso("indicators", "pull", "--period", "2026-S2", "--format", "json").out
    )
    as_csv = pulso("indicators", "pull", "--period", "2026-S2", "--format", "csv").out
    table = list(csv.DictReader(io.StringIO(as_csv, newline="")))
    assert [row["series"] for row in as_json] == [row["series"] for row in table] == SERIES
    assert {row["value"] for row in as_json} == {None}
    assert {row["value"] for row in table} == {""}
    assert {row["status"] for row in as_json} == {row["status"] for row in table}
    assert not as_csv.endswith("\n\n")


def test_without_a_period_the_semester_that_runs_in_lima_is_meant(pulso, engine):
    with engine.connect() as connection:
        today = connection.execute(
            text("SELECT (now() AT TIME ZONE 'America/Lima')::date")
        ).scalar_one()
    pulled = json.loads(pulso("indicators", "pull", "--format", "json").out)
    assert {row["period"] for row in pulled} == {f"{today.year}-S{1 if today.month < 7 else 2}"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--period", "2026-S3"), "periodo-no-existe"),
        (("--period", "ayer"), "periodo-no-existe"),
        (("--objective", "4.1"), "objetivo-no-existe"),
        (("--by", "embajada"), "agrupacion-no-existe"),
    ],
)
def test_a_pull_of_what_does_not_exist_is_refused_in_one_line(pulso, arguments, code):
    refusal = pulso("indicators", "pull", *arguments).refusal
    assert len(refusal.splitlines()) == 1
    assert refusal.endswith(f"[{code}]")
    assert arguments[1] in refusal


# The consular network.


def test_the_shipped_network_names_its_doubts_and_loads_again(pulso, engine):
    first, again = pulso("consulates", "load"), pulso("consulates", "load")
    doubtful = [row["code"] for row in rows() if row["source"] == UNVERIFIED]
    assert len(doubtful) == 24
    assert first.out.splitlines() == [
        "120 oficinas cargadas.",
        f"24 por verificar: {', '.join(doubtful)}.",
    ]
    assert again == first
    assert count(engine, "consulate") == 120


def test_a_corrected_network_replaces_and_what_it_drops_stays(pulso, engine, corrected):
    pulso("consulates", "load")
    offices = rows()
    dropped = offices.pop()
    offices[0]["city"] = "Ciudad corregida"
    for office in offices:
        office["source"] = "Cancillería"
    loaded = pulso("consulates", "load", save(offices, corrected))
    assert loaded.out.splitlines() == [
        "119 oficinas cargadas.",
        f"Ya no están en el archivo y se conservan: {dropped['code']}.",
    ]
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT city FROM consulate WHERE code = :code"), offices[0]
        ).scalar_one()
    assert found == "Ciudad corregida"
    assert count(engine, "consulate") == 120


def test_a_broken_network_lists_every_mistake_by_row_and_loads_nothing(pulso, engine, corrected):
    offices = rows()[:9]
    offices[0]["timezone"] = "America/Limón"
    offices[2]["latitude"] = "91"
    offices[3]["kind"] = "embajada"
    offices[5]["code"] = offices[4]["code"]
    offices[7]["name"] = " "
    refusal = pulso("consulates", "load", save(offices, corrected)).refusal
    first, *mistakes = refusal.splitlines()
    assert first == "El archivo no se cargó."
    assert [mistake.partition(":")[0] for mistake in mistakes] == [
        "fila 2, columna «timezone»",
        "fila 4, columna «latitude»",
        "fila 5, columna «kind»",
        "fila 7, columna «code»",
        "fila 9, columna «name»",
    ]
    assert count(engine, "consulate") == 0


@pytest.mark.parametrize(
    "command", [("consulates", "load"), ("survey", "publish"), ("survey", "play")]
)
def test_a_file_that_is_not_there_is_named_in_one_line(pulso, command):
    assert pulso(*command, "no-hay.csv").refusal == "No existe el archivo no-hay.csv. [archivo]"


# The questionnaires.


def test_a_survey_is_published_once_and_its_version_is_frozen(pulso, engine, tmp_path):
    first = pulso("survey", "publish", str(WORKBOOK))
    assert first.code == 0
    assert first.out.startswith("«satisfaccion-consular», versión ")
    assert pulso("survey", "publish", str(WORKBOOK)) == first

    book = openpyxl.load_workbook(WORKBOOK)
    book["choices"]["A100"] = None
    book["survey"].cell(row=2, column=3).value = "Otra pregunta"
    book.save(tmp_path / "otra.xlsx")
    refusal = pulso("survey", "publish", str(tmp_path / "otra.xlsx")).refusal
    assert len(refusal.splitlines()) == 1
    assert "ya se publicó con otro contenido" in refusal
    assert refusal.endswith("[encuesta-congelada]")
    assert count(engine, "survey_version") == 1


def test_only_a_workbook_is_published(pulso, engine, tmp_path):
    (tmp_path / "encuesta.md").write_text("| survey |", "utf-8")
    refusal = pulso("survey", "publish", str(tmp_path / "encuesta.md")).refusal
    assert refusal == "«encuesta.md» no es un libro de Excel: publique un .xlsx. [libro]"
    assert count(engine, "survey_version") == 0


def test_a_broken_survey_is_refused_with_all_its_mistakes(pulso, engine, tmp_path):
    (tmp_path / "rota.xlsx").write_bytes(b"PK no es un libro")
    assert pulso("survey", "publish", str(tmp_path / "rota.xlsx")).refusal.startswith(
        "«rota.xlsx» tiene errores:\nHoja "
    )
    assert count(engine, "survey_version") == 0


# The entries, the key, the retention.


def test_an_entry_is_a_link_that_carries_its_consulate(pulso, engine):
    pulso("consulates", "load")
    pulso("survey", "publish", str(WORKBOOK))
    made = pulso(
        *("entry", "new", "--consulate", "MAD", "--service", "pasaporte"),
        *("--date", "2026-06-30", "--bot", "PruebaBot"),
    )
    link, _, code = made.out.strip().partition("?start=")
    assert link == "https://t.me/PruebaBot"
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM entry")).one()
    assert (row.code, row.consulate, row.service) == (code, "MAD", "pasaporte")
    assert row.service_date.isoformat() == "2026-06-30"
    assert row.form_id == "satisfaccion-consular"


def test_an_entry_to_an_unknown_consulate_survey_or_service_is_refused(pulso, engine):
    pulso("consulates", "load")
    unpublished = pulso("entry", "new", "--consulate", "MAD").refusal
    assert unpublished == (
        "La encuesta «satisfaccion-consular» no está publicada. Publicadas: ninguna. [encuesta]"
    )
    pulso("survey", "publish", str(WORKBOOK))
    other = pulso("entry", "new", "--consulate", "MAD", "--survey", "otra").refusal
    assert other.endswith("Publicadas: satisfaccion-consular. [encuesta]")
    nowhere = pulso("entry", "new", "--consulate", "ZZZ").refusal
    assert nowhere == "No hay ningún consulado con el código «ZZZ». [consulado]"
    nothing = pulso("entry", "new", "--consulate", "MAD", "--service", "pasaportes").refusal
    assert nothing.startswith("No hay ningún servicio «pasaportes». Los que hay: ")
    assert "pasaporte," in nothing
    assert count(engine, "entry") == 0


def test_a_key_is_made_once_and_never_shown(pulso, tmp_path):
    made, file = pulso("key", "create"), tmp_path / "data" / "key"
    key = file.read_text()
    assert str(file) in made.out
    assert key.strip() not in made.out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert pulso("key", "create") == made
    assert file.read_text() == key


def test_retention_says_what_it_erased(pulso):
    said = pulso("retention").out
    assert "Borrados: 0 comentarios de más de un año" in said
    assert set(re.findall(r"\d+", said)) == {"0"}
    assert len(said.splitlines()) == 1


# The bot, before it speaks to anybody.


def test_the_bot_wants_a_token_then_a_key_then_a_survey(pulso, monkeypatch):
    assert pulso("bot").refusal.endswith("[falta-token]")
    monkeypatch.setenv("PULSO_CITIZEN_TOKEN", "42:no-es-un-token")
    assert pulso("bot").refusal.endswith("[falta-clave]")
    pulso("key", "create")
    refusal = pulso("bot").refusal
    assert refusal.endswith("[falta-cuestionario]")
    assert str(WORKBOOK) in refusal
    assert "42:" not in refusal


def test_a_database_that_does_not_answer_is_one_line_without_its_password(pulso, monkeypatch):
    address = "postgresql://pulso:secreta@127.0.0.1:1/pulso"
    monkeypatch.setenv("PULSO_DATABASE_URL", address)
    refusal = pulso("retention").refusal
    assert len(refusal.splitlines()) == 1
    assert refusal.endswith("Revise PULSO_DATABASE_URL. [base-no-responde]")
    assert "secreta" not in refusal
