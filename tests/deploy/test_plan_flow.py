"""The register of the plan from a terminal: a period from its templates to its second edition."""

import json
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from analytics.period import Kind, Period
from db.publications import checksum
from tests.deploy.planning import (
    COURSES,
    PERFECTED,
    PERIOD,
    SIGNED,
    TRAINED,
    UNITS,
    Ministry,
    place_of,
)


@pytest.fixture
def ministry(pulso, tmp_path):
    (tmp_path / "unidades.csv").write_text(UNITS)
    pulso("units", "load", str(tmp_path / "unidades.csv"))
    return Ministry(pulso, tmp_path)


def scalar(engine, sql: str):
    with engine.connect() as connection:
        return connection.execute(text(sql)).scalar_one()


def figure(printed: str, series: str):
    (row,) = (it for it in json.loads(printed) if it["series"] == series)
    return row["value"]


# A whole period.


def test_a_period_goes_from_its_templates_to_a_second_edition(ministry):
    ministry.delivers_everything()
    assert "OPE" in ministry.does("plan", "status", "--period", PERIOD)
    assert ministry.closes().out == "2026-S1: quedó cerrado.\n"
    published = ministry.plan("publish", PERIOD).out
    assert re.fullmatch(
        r"2026-S1: quedó publicado\. Edición 1, suma SHA-256 [0-9a-f]{64}\.\n", published
    )
    first = {form: ministry.edition(1, form) for form in ("json", "csv", "table")}
    by_unit = ministry.edition(1, "csv", "--by", "unit")
    assert figure(first["json"], "3.2.3.1a") == 6
    assert figure(first["json"], "1.2.2.1a") == 25

    correction, reason = {COURSES: 7}, "llegó un informe"
    refusal = ministry.imports("OPE", correction, reason=reason).refusal
    assert "ya entregó el período 2026-S1" in refusal
    assert refusal.endswith("[periodo-entregado]")
    late = ministry.imports("OPE", correction, "--late", "oficio 12", reason=reason).out
    assert "0 datos nuevos, 1 corregidos." in late
    assert "Se reabrió, con su motivo: 2026-S1." in late
    live = ministry.does("indicators", "pull", "--period", PERIOD, "--format", "json")
    assert figure(live, "3.2.3.1a") == 7
    for form, printed in first.items():
        assert ministry.edition(1, form) == printed
    assert ministry.edition(1, "csv", "--by", "unit") == by_unit

    assert ministry.plan("publish", PERIOD).refusal.endswith("[fuera-de-paso]")
    assert ministry.closes().refusal.endswith("[faltan-unidades]")  # OPE's part is open again
    ministry.unit("submit", "OPE")
    ministry.unit("accept", "OPE")
    assert ministry.closes().code == 0
    assert "Edición 2" in ministry.plan("publish", PERIOD).out
    assert figure(ministry.edition(2), "3.2.3.1a") == 7
    assert ministry.edition(2) == ministry.edition(2)
    assert ministry.edition(1) == first["json"]

    diff = ministry.does("plan", "diff", PERIOD, "1", "2").splitlines()
    assert diff[0] == "2026-S1, edición 1 frente a 2:"
    assert diff[1] == "Nacional: 1 cifras difieren."
    told = [line for line in diff if line.startswith("  ")]
    assert all("value 6 → 7" in line for line in told)
    assert len(told) == 4  # the whole, what no consulate and no service has, and the unit's
    assert "3.2.3.1a OPE: " in told[-1]
    assert ministry.does("plan", "diff", PERIOD, "2", "2").endswith(": ninguna cifra difiere.\n")
    listed = ministry.does("plan", "editions", PERIOD).splitlines()
    assert [line.split()[0] for line in listed] == ["1", "2"]
    assert listed[0].split()[-1] in published
    for edition in ("1", "2"):
        verified = ministry.does("plan", "verify", PERIOD, "--edition", edition)
        assert f"edición {edition}: la suma coincide" in verified
    explained = ministry.does("indicators", "explain", "3.2.3.1", "--period", PERIOD)
    assert "Corregido: llegó un informe." in " ".join(explained.split())
    assert "Resultado: 7" in explained
    status = ministry.does("plan", "status", "--period", PERIOD)
    assert status.startswith("2026-S1 (primer semestre de 2026): publicado.\nEdición 1, ")
    assert "OPE  aceptado" in status
    assert "reabierto: «oficio 12»" in status


# Units and their workbooks.


def test_units_are_loaded_listed_and_checked(ministry, tmp_path):
    assert ministry.does("units", "list").splitlines() == [
        "OPE · Planeamiento",
        "  responde por: 3.2",
        "  apoya: —",
        "SAA",
        "  responde por: 1.2",
        "  apoya: 3.2",
    ]
    wrong = tmp_path / "otras.csv"
    wrong.write_text(UNITS.replace("1.2", "9.9"))
    assert (
        "unidad SAA: «9.9» no es un objetivo"
        in ministry.pulso("units", "load", str(wrong)).refusal
    )
    wrong.write_text(UNITS.replace("SAA", "S AA"))
    assert "fila 3, columna «code»" in ministry.pulso("units", "load", str(wrong)).refusal
    wrong.write_text(UNITS.splitlines()[0])
    assert ministry.pulso("units", "load", str(wrong)).code == 2
    assert "SAA" in ministry.does("units", "list")
    wrong.write_text("".join(UNITS.splitlines(keepends=True)[:2]))
    assert "no responden por nada: SAA." in ministry.does("units", "load", str(wrong))
    assert "30 unidades cargadas." in ministry.does("units", "load")


def test_a_workbook_is_recorded_once_and_the_next_template_holds_it(ministry, engine):
    said = ministry.imports("OPE", {COURSES: 6, TRAINED: "NC"}).out
    assert said.startswith("OPE, 2026-S1: 2 datos nuevos, 0 corregidos.\n")
    assert "pulso plan submit --unit OPE --period 2026-S1" in said
    again = ministry.plan("import", str(ministry.folder / "OPE.xlsx")).out
    assert again == "OPE, 2026-S1: OPE.xlsx no cambia nada: todo estaba registrado.\n"
    assert "no cambia nada" in ministry.imports("OPE", {}).out
    assert scalar(engine, "SELECT count(*) FROM observation") == 2
    assert scalar(engine, "SELECT count(*) FROM audit_entry WHERE act = 'import'") == 3


def test_what_is_wrong_with_a_workbook_is_told_by_sheet_and_cell_and_nothing_is_kept(
    ministry, engine
):
    wrong = {SIGNED: "muchos", PERFECTED: -1}
    refusal = ministry.imports("SAA", wrong).refusal
    assert refusal.startswith("No se registró nada de SAA.xlsx: tiene 2 problemas.\n")
    file = ministry.folder / "SAA.xlsx"
    for key in wrong:
        assert f"\n  {place_of(file, key)}: " in refusal
    assert scalar(engine, "SELECT count(*) FROM observation") == 0

    assert ministry.imports("SAA", {SIGNED: 4}).code == 0
    refusal = ministry.imports("SAA", {SIGNED: 5, PERFECTED: 2}).refusal
    assert "tiene un problema.\n" in refusal
    assert f"{place_of(file, SIGNED)}: Ya está registrado otro valor (4)." in refusal
    assert refusal.endswith("[sin-motivo]")
    assert scalar(engine, "SELECT count(*) FROM observation") == 1


def test_what_is_no_workbook_of_ours_is_refused(ministry, tmp_path):
    text_file = tmp_path / "notas.xlsx"
    text_file.write_text("esto no es un libro")
    assert ministry.plan("import", str(text_file)).code == 2
    assert ministry.plan("import", "no-hay.xlsx").refusal == (
        "No existe el archivo no-hay.xlsx. [archivo]"
    )
    file = ministry.book("OPE", {COURSES: 1})
    book = load_workbook(file)
    book["Instrucciones"]["B4"].value = "SAA"
    book.save(file)
    assert ministry.plan("import", str(file)).code == 2


@pytest.mark.parametrize("unit", ["XXX", "", "*"])
def test_a_unit_that_does_not_exist_is_refused_everywhere(ministry, unit):
    for step in ("template", "submit", "accept"):
        assert ministry.unit(step, unit).refusal.endswith("[unidad-no-existe]")
    for step in ("return", "reopen"):
        refusal = ministry.unit(step, unit, "--comment", "así").refusal
        assert refusal.endswith("[unidad-no-existe]")


def test_an_acronym_may_be_typed_in_small_letters_and_a_period_too(ministry):
    said = ministry.plan("submit", "--unit", " ope", "--period", "2026-s1").out
    assert said.startswith("OPE, 2026-S1: quedó entregado")


# The flow.


def test_what_is_sent_back_needs_a_comment_and_can_be_corrected(ministry):
    ministry.imports("OPE", {COURSES: 6})
    assert "Informó 1 de " in ministry.unit("submit", "OPE").out
    assert ministry.unit("submit", "OPE").refusal.endswith("[fuera-de-paso]")
    assert ministry.imports("OPE", {COURSES: 7}, reason="uno más").refusal.endswith(
        "[periodo-entregado]"
    )
    for comment in ([], ["--comment", " "]):
        assert ministry.unit("return", "OPE", *comment).refusal.endswith("[sin-motivo]")
    assert ministry.unit("return", "OPE", "--comment", "falta la fuente").code == 0
    assert "OPE  devuelto" in ministry.does("plan", "status", "--period", PERIOD)
    assert ministry.imports("OPE", {COURSES: 7}, reason="uno más").code == 0
    assert ministry.unit("accept", "OPE").refusal.endswith("[fuera-de-paso]")
    assert ministry.unit("submit", "OPE").code == 0
    assert ministry.unit("accept", "OPE").code == 0


def test_a_period_closes_without_a_unit_only_where_it_is_said_why(ministry):
    assert ministry.unit("submit", "OPE").code == 0
    assert ministry.unit("accept", "OPE").code == 0
    for comment in ([], ["--comment", "  "]):
        refusal = ministry.closes(*comment).refusal
        assert refusal.startswith("Faltan por aceptar 1 unidades: SAA.")
        assert refusal.endswith("[faltan-unidades]")
    assert ministry.plan("publish", PERIOD).refusal.endswith("[fuera-de-paso]")
    assert ministry.closes("--comment", "SAA no responde").code == 0
    assert ministry.closes("--comment", "otra vez").refusal.endswith("[fuera-de-paso]")
    assert ministry.unit("submit", "SAA").refusal.endswith("[fuera-de-paso]")
    assert "cerrado: «SAA no responde»" in ministry.does("plan", "status", "--period", PERIOD)
    assert ministry.plan("publish", PERIOD).code == 0
    assert ministry.plan("publish", PERIOD).refusal.endswith("[fuera-de-paso]")


def test_a_period_that_was_not_closed_is_not_published_nor_frozen(ministry, engine):
    ministry.delivers_everything()
    assert ministry.plan("publish", PERIOD).refusal.endswith("[fuera-de-paso]")
    assert scalar(engine, "SELECT count(*) FROM publication") == 0
    assert ministry.does("plan", "editions", PERIOD) == "2026-S1 no tiene ediciones publicadas.\n"


def test_without_a_period_the_status_is_of_the_semester_that_ended(ministry):
    assert re.match(r"20\d\d-S[12] \(.*\): abierto\.", ministry.does("plan", "status"))


# Editions.


@pytest.fixture
def published(ministry):
    ministry.imports("OPE", {COURSES: 6})
    ministry.closes("--comment", "ensayo")
    ministry.plan("publish", PERIOD)
    return ministry


def test_what_an_edition_does_not_have_is_refused_in_one_line(published):
    asked = ("--period", PERIOD, "--edition")
    refusals = [
        (("indicators", "pull", *asked, "2"), "edicion-no-existe"),
        (("indicators", "pull", *asked, "1", "--objective", "9.9"), "objetivo-no-existe"),
        (("indicators", "pull", *asked, "1", "--by", "embajada"), "agrupacion-no-existe"),
        (("indicators", "pull", "--edition", "1"), "periodo"),
        (("plan", "verify", PERIOD, "--edition", "9"), "edicion-no-existe"),
        (("plan", "diff", PERIOD, "1", "3"), "edicion-no-existe"),
        (("plan", "publish", "ayer"), "periodo-no-existe"),
        (("indicators", "explain", "9.9.9.9"), "medida-no-existe"),
    ]
    for arguments, code in refusals:
        refusal = published.pulso(*arguments).refusal
        assert refusal.endswith(f"[{code}]"), arguments
        assert len(refusal.splitlines()) == 1


def test_one_objective_of_an_edition_in_every_format(published):
    rows = json.loads(published.edition(1, "json", "--objective", " 3.2 "))
    assert {it["objective"] for it in rows} == {"3.2"}
    assert published.edition(1, "csv", "--objective", "3.2").count("\r\n") == len(rows) + 1
    assert "Período: 2026-S1" in published.edition(1, "table", "--objective", "3.2")


_FORGED = """
    ALTER TABLE published_file DISABLE TRIGGER USER;
    UPDATE published_file SET content = convert_to(replace(convert_from(content, 'UTF8'),
        '"value": 6.0', '"value": 60.0'), 'UTF8') WHERE name = 'whole.json';
"""


def test_an_edition_that_was_forged_is_found_by_its_sum_and_by_its_figures(published, engine):
    with engine.begin() as connection:
        connection.execute(text(_FORGED))
    verify = ("verify", PERIOD, "--edition", "1")
    assert published.plan(*verify).refusal.endswith("[suma-distinta]")
    with engine.begin() as connection:
        files = connection.execute(text("SELECT name, content FROM published_file")).all()
        connection.execute(text("ALTER TABLE publication DISABLE TRIGGER USER"))
        forged = {"sum": checksum({name: bytes(content) for name, content in files})}
        connection.execute(text("UPDATE publication SET checksum = :sum"), forged)
    refusal = published.plan(*verify).refusal
    assert refusal.startswith("1 cifras no se obtienen de sus datos. [cifra-distinta]")
    assert "3.2.3.1a: value 60 → 6" in refusal


def test_an_edition_of_other_definitions_says_which(published, monkeypatch):
    monkeypatch.setattr("analytics.plan.version", lambda: "0123456789abcdef")
    refusal = published.plan("verify", PERIOD, "--edition", "1").refusal
    assert "las de hoy son 0123456789abcdef" in refusal
    assert refusal.endswith("[otras-definiciones]")


# Targets.


def test_goals_come_from_a_file_and_stand_beside_the_figures(ministry, tmp_path):
    file = tmp_path / "metas.csv"
    header = "series,period,baseline,baseline_period,goal,green,amber,relevance,norm\n"
    file.write_text(f"{header}3.2.3.1a,2026-s1,,,6,,,,R.M. 1\n")
    assert ministry.does("plan", "targets", str(file)) == "1 metas leídas, 1 nuevas o cambiadas.\n"
    assert ministry.does("plan", "targets", str(file)) == "1 metas leídas, 0 nuevas o cambiadas.\n"
    ministry.imports("OPE", {COURSES: 6})
    shown = ministry.does("indicators", "pull", "--period", PERIOD, "--objective", "3.2")
    (line,) = (it for it in shown.splitlines() if it.startswith("3.2.3.1a"))
    assert line.endswith("verde")
    file.write_text(f"{header}3.2.3.1a,2026-S1,,,seis,x,,,\n9,2026-S1,,,1,,,,n\n")
    refusal = ministry.plan("targets", str(file)).refusal
    assert [line.split(":")[0] for line in refusal.splitlines()[1:]] == [
        "fila 2, columna «goal»",
        "fila 2, columna «green»",
        "fila 2, columna «norm»",
        "fila 3, columna «series»",
    ]


# What an older copy of a workbook, an early close, or a wrong year must not do.


def with_objective(ministry, statement: str):
    file = ministry.book("SAA", {})
    book = load_workbook(file)
    for column, value in enumerate(("1.2.1.1a", statement, 4, 75), start=1):
        book["Objetivos"].cell(4, column).value = value
    book.save(file)
    return file


def test_objectives_leave_only_with_a_reason_and_the_rest_stays_explained(ministry):
    empty = ministry.book("SAA", {})
    blank = empty.rename(empty.with_name("antes.xlsx"))
    assert ministry.plan("import", str(with_objective(ministry, "Abrir el paso"))).code == 0
    told = ministry.does("indicators", "explain", "1.2.1.1", "--period", PERIOD)
    assert "SAA  peso 4 × 75 % = 3. Abrir el paso." in told
    assert "Cálculo: 100 × 3 / 4 = 75.0" in told

    refusal = ministry.plan("import", str(blank)).refusal
    assert "«Abrir el paso»" in refusal
    assert refusal.endswith("[objetivo-sin-fila]")
    assert "1 de " in ministry.unit("submit", "SAA").out
    assert ministry.unit("return", "SAA", "--comment", "revisar").code == 0

    withdrawn = ministry.plan("import", str(blank), "--withdraw", "el evento se canceló").out
    assert "2 corregidos" in withdrawn
    told = ministry.does("indicators", "explain", "1.2.1.1", "--period", PERIOD)
    assert "SAA  retirado. Abrir el paso" in told
    assert "Resultado: sin dato" in told
    assert "Informó 0 de " in ministry.unit("submit", "SAA").out


def test_what_has_not_ended_is_not_closed_and_what_has_not_begun_is_not_delivered(ministry):
    later = Period.containing(date.today(), Kind.SEMESTER)  # noqa: DTZ011 - any day of it will do
    refusal = ministry.plan("close", str(later), "--comment", "ensayo").refusal
    assert refusal.endswith("[periodo-en-curso]")
    future = str(Period.at(Kind.SEMESTER, later.index + 2))
    refusal = ministry.plan("submit", "--unit", "OPE", "--period", future).refusal
    assert refusal.endswith("[periodo-por-empezar]")
    file = ministry.folder / "futuro.xlsx"
    ministry.does("plan", "template", "--unit", "OPE", "--period", future, "--out", str(file))
    assert ministry.plan("import", str(file)).refusal.endswith("[periodo-por-empezar]")


def test_status_tells_what_came_after_an_edition(ministry):
    ministry.delivers_everything()
    ministry.closes()
    ministry.plan("publish", PERIOD)
    assert "Desde entonces" not in ministry.does("plan", "status", "--period", PERIOD)
    ministry.imports("OPE", {COURSES: 7}, "--late", "oficio 12", reason="un informe")
    status = ministry.does("plan", "status", "--period", PERIOD)
    assert "Desde entonces se registraron 1 datos de los que dependen sus cifras." in status
    assert ministry.plan("reopen", "--period", PERIOD, "--comment", "x").refusal.endswith(
        "[fuera-de-paso]"
    )  # it is open already
