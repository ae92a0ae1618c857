"""The planners' page: what is on it, what it refuses, and what it tells the browser."""

import csv
import io
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text

from analytics import plan
from analytics.period import Kind, Period
from analytics.web.app import application
from db.engine import sync_engine
from tests.analytics.register import complete, load_units, write

VOID = {"meta", "link", "br", "img", "input", "line", "circle", "rect"}


class Page(HTMLParser):
    """What a page holds: its elements with their attributes, and its text."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.words, self.open = [], [], []
        self.feed(source)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def visiting(engine):
    """A browser, so to speak, at the web over *engine*."""
    return AsyncClient(transport=ASGITransport(application(engine)), base_url="http://pulso")


@pytest.fixture
async def client(engine):
    async with visiting(engine) as client:
        yield client


PLAN = "/?period=2026-S2"
SATISFACTION, VISITS = (f"/indicators/{it}?period=2026-S2" for it in ("3.2.1", "3.2.5"))


async def page(client, path=PLAN):
    answer = await client.get(path)
    assert answer.status_code == 200
    found = Page(answer.text)
    assert not found.open
    return found


async def test_the_answers_stand_on_the_indicators_sheet(client, record):
    record({5: 60, 4: 30, 3: 5, 2: 3, 1: 2, None: 7})
    record({5: 20, 4: 30, 3: 50}, month="2026-03")
    words = (await page(client, SATISFACTION)).text
    assert "90.0 % 90 de 100 respuestas válidas" in words
    assert "90 están satisfechas o muy satisfechas" in words
    assert "entre 82.6 y 94.5 %" in words
    assert "Primer semestre de 2026 50.0 % 100 respuestas válidas" in words
    assert "+40.0 puntos: sube" in words
    assert "Muy satisfecho/a 60.0 % 60" in words
    assert "No aplica fuera del cálculo 7" in words
    assert "no es una muestra probabilística" in words


async def test_a_small_number_of_answers_is_hidden_on_the_page_too(client, record):
    record({5: 9})
    record({5: 30, 1: 10}, month="2026-03")
    words = (await page(client, SATISFACTION)).text
    assert "Hay menos de 10 respuestas válidas: la cifra no se muestra." in words
    assert "100.0" not in words.split("Cómo se calcula")[0]
    assert "Oculto" in words


async def test_a_period_without_answers_says_so_and_shows_the_preceding_one(client, record):
    record({5: 40}, month="2026-03")
    words = (await page(client, SATISFACTION)).text
    assert "Nadie ha respondido en este período." in words
    assert "En el anterior (primer semestre de 2026): 100.0 %." in words


async def test_the_whole_plan_is_there_and_what_is_not_fed_says_so(client):
    found = await page(client)
    for objective in plan.load():
        assert " ".join(objective.text.split()) in found.text
    series = [each for measure in plan.measures() for each in measure.series]
    for each in series:
        assert f"{each.code} {each.text}" in found.text
    named = sum(bool(measure.name) for measure in plan.measures())
    # now and before, once more where answers or visits feed it, and its explanation
    assert found.text.count("Sin dato") == 2 * len(series) + named + 1
    assert "%" not in found.text.split("Cómo se calcula")[0]


async def test_objective_3_2_is_open_and_the_others_are_one_tap_away(client):
    found = {each["id"]: "open" in each for each in (await page(client)).all("details")}
    assert [code for code, is_open in found.items() if is_open] == ["objetivo-3.2"]
    assert len(found) == 26


async def test_by_consulate_small_offices_are_hidden_and_doubts_are_shown(client, record):
    record({5: 30, 1: 10}, "MAD")
    record({5: 20, 1: 10}, "VAN")
    record({5: 6}, "NYC")
    words = (await page(client, f"{SATISFACTION}&by=consulate")).text
    assert "Madrid Consulado General 75.0 % n = 40" in words
    assert "Nueva York Consulado General Oculto" in words
    assert "Vancouver Consulado General por verificar Oculto" in words  # or the total tells on NYC


async def test_visits_and_persons_stand_beside_the_satisfaction(client, record, visited):
    record({5: 30, 1: 10})
    await visited("MAD", "2026-08-14", dni=1250)
    await visited("MAD", "2026-03-14", dni=1000)
    await visited("VGO", "2026-03-20", dni=30)
    words = (await page(client)).text
    listed = words.split("Lo que alimentan las encuestas y las visitas")[1].split(" 1.0 ")[0]
    assert "75.0 % Satisfacción" in listed
    assert "1 Visitas itinerantes Medida 3.2.5.1" in listed
    assert "1,250 Personas atendidas" in listed
    assert "3 con datos" in words
    words = (await page(client, VISITS)).text
    assert "Primer semestre de 2026 1 Diferencia 0 (0.0 %)" in words
    assert "Primer semestre de 2026 1,030 Diferencia +220 (+21.4 %)" in words


async def test_by_consulate_counts_are_shown_however_small(client, visited):
    await visited("MAD", "2026-08-14", dni=3)
    await visited("MAD", "2026-03-14", dni=0)
    await visited("VGO", "2026-03-20", dni=30)
    words = (await page(client, f"{VISITS}&by=consulate")).text
    visits, persons = words.split("Consulado Valor El valor, dibujado Anterior Diferencia")[1:]
    assert "Madrid Consulado General 1 1 0 (0.0 %)" in visits
    assert "Vigo" not in visits
    assert "Madrid Consulado General 3 0 +3 Vigo" in persons
    assert "Vigo Consulado Honorario Sin dato 30 —" in persons
    assert "Oculto" not in words.split("Cómo se calcula")[0]


async def test_by_service_persons_are_apart_and_visits_have_no_table(client, visited):
    await visited("MAD", "2026-08-14", dni=3, pasaporte=8)
    words = (await page(client, f"{VISITS}&by=service")).text
    (persons,) = words.split("Servicio Valor El valor, dibujado Anterior Diferencia")[1:]
    assert "DNI y trámites del RENIEC 3 Sin dato — Pasaporte" in persons
    assert "No indicado" not in words
    assert "Esta cifra no tiene desglose por servicio en este período." in words


async def test_a_period_without_records_says_so_and_shows_the_preceding_one(client, visited):
    await visited("MAD", "2026-03-14", dni=30)
    words = (await page(client, VISITS)).text
    assert "Sin dato Personas atendidas en visitas itinerantes" in words
    assert "Primer semestre de 2026 30 Diferencia —" in words
    assert "En este período nadie ha registrado nada todavía." in words


async def test_the_current_semester_is_the_databases_in_lima(client, engine):
    with engine.connect() as connection:
        today = connection.execute(text("SELECT (now() AT TIME ZONE 'UTC-5')::date")).scalar_one()
    chosen = [
        each["value"] for each in (await page(client, "/")).all("option") if "selected" in each
    ]
    assert chosen[0] == f"{today.year}-S{1 if today.month <= 6 else 2}"


async def test_demonstration_figures_say_so(client, engine):
    assert "Datos de demostración" not in (await page(client)).text
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO installation (id, kind, proof) VALUES (1, 'demonstration', '')")
        )
    assert "Datos de demostración" in (await page(client)).text
    assert "demostración" in (await client.get("/indicators.csv")).text


@pytest.mark.parametrize(
    "path",
    [
        "/?period=2026-S9",
        "/indicators/3.2.1?by=city",
        "/indicators/9.9.9",
        "/indicators.csv?objective=9.9",
        "/editions/2026-S2/1/whole.csv",
    ],
)
async def test_what_does_not_exist_is_refused_with_words(client, path):
    answer = await client.get(path)
    assert answer.status_code == 400
    assert "no-existe" in Page(answer.text).text


@pytest.mark.parametrize("path", ["/nada", "/editions/2026-S2/uno/whole.csv"])
async def test_an_address_of_no_page_says_so_in_words(client, path):
    answer = await client.get(path)
    assert answer.status_code == 404
    assert "Aquí no hay ninguna página" in Page(answer.text).text


async def test_what_a_person_types_is_never_markup(client):
    answer = await client.get("/", params={"period": "<script>alert(1)</script>"})
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_the_same_figures_are_given_as_files(client, record):
    record({5: 30, 1: 10}, "MAD")
    address = "/indicators.{}?period=2026-S2&objective=3.2&by=consulate"
    (row, *_) = (await client.get(address.format("json"))).json()
    assert (row["consulate"], row["value"], row["n"]) == ("MAD", 75, 40)
    answer = await client.get(address.format("csv"))
    assert answer.headers["content-disposition"].endswith('"indicadores-2026-S2.csv"')
    (line, *_) = csv.DictReader(io.StringIO(answer.text))
    assert (line["consulate"], float(line["value"]), line["n"]) == ("MAD", 75, "40")


@pytest.mark.parametrize(
    "path", ["/", "/health", "/indicators.json", "/static/pulso.css", "/nada"]
)
async def test_every_answer_forbids_scripts_frames_and_outside_content(client, path):
    headers = (await client.get(path)).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


BOTH = pytest.mark.parametrize("path", [PLAN, f"{SATISFACTION}&by=consulate"])


@BOTH
async def test_a_page_asks_nothing_from_outside_and_needs_no_script_or_inline_style(
    client, record, visited, path
):
    record({5: 30, 1: 10}, "MAD")
    await visited("MAD", "2026-08-14", dni=3)
    found = await page(client, path)
    assert not found.all("script")
    assert not found.all("style")
    for tag, attributes in found.elements:
        assert "style" not in attributes, tag
        for name in ("href", "src", "action"):
            assert attributes.get(name, "/").startswith(("/", "#"))
            assert not attributes.get(name, "/").startswith("//")


@BOTH
async def test_a_page_can_be_walked_by_ear_and_keyboard(client, record, visited, path):
    record({5: 30, 1: 10}, "MAD")
    await visited("MAD", "2026-08-14", dni=3)
    found = await page(client, path)
    assert found.all("html") == [{"lang": "es"}]
    assert len(found.all("h1")) == 1
    assert found.all("a")[0]["href"] == "#contenido"
    labelled = {each["for"] for each in found.all("label")}
    assert labelled == {each["id"] for each in found.all("select")}
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all("aria-label" in each or "aria-hidden" in each for each in found.all("svg"))
    assert all("scope" in each for each in found.all("th"))
    levels = [int(tag[1]) for tag, _ in found.elements if tag in {"h1", "h2", "h3", "h4"}]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@BOTH
async def test_a_page_is_small(client, record, visited, path):
    for number, office in enumerate(["MAD", "NYC", "VAN", "TYO"]):
        record({5: 30, 1: 10 + number}, office)
        await visited(office, "2026-08-14", dni=number)
    answer = await client.get(path, headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 27_000


async def test_health_is_the_databases(client, url):
    assert (await client.get("/health")).status_code == 200
    nowhere = sync_engine(url.replace("/test_", "/not_there_"))
    async with visiting(nowhere) as lost:
        assert (await lost.get("/health")).status_code == 503
        answer = await lost.get("/")
        assert answer.status_code == 503
        assert "no responde" in Page(answer.text).text
    nowhere.dispose()


@pytest.mark.usefixtures("network")
async def test_a_recorded_number_stands_with_its_goal_light_coverage_and_freshness(client, engine):
    load_units(engine)
    for period in (Period(2026, Kind.SEMESTER, number) for number in (1, 2)):
        write(engine, complete(period))
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO target (series, period, baseline_period, goal, green, amber,"
                " relevance, norm, recorded_at)"
                " VALUES ('1.1.2.1a', '2026-S2', '', 80, 95, 75, 1, 'R. M.', now())"
            )
        )
    words = (await page(client)).text
    line = words.split("1.1.2.1a Acuerdos perfeccionados")[1].split("1.2.1")[0]
    assert "80.0 % ● Verde 5 de 5 2026-11-23" in line
    sheet = (await page(client, "/indicators/1.1.2?period=2026-S2&by=unit")).text
    assert "Informaron 5 de 5 Último registro 2026-11-23" in sheet
    assert "avance de tipo I: 100.0 %" in sheet
    assert "Unidad Valor El valor, dibujado Anterior Diferencia SAA" in sheet
    assert "De dónde sale la medida 1.1.2.1" in sheet
    assert "Fórmula: 100 × A / B." in sheet


@pytest.mark.usefixtures("network")
async def test_who_has_not_recorded_is_named_and_no_light_shines_on_a_part(client, engine):
    load_units(engine)
    write(engine, complete(Period(2026, Kind.SEMESTER, 2), reporters=2))
    sheet = (await page(client, "/indicators/1.1.2?period=2026-S2")).text
    assert "Informaron 2 de 5 Faltan: SAP, SEU, SME" in sheet


async def test_an_edition_can_be_had_from_the_page_in_its_very_bytes(client, engine):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO publication (id, period, edition, definitions, checksum,"
                " last_observation, published_at)"
                " VALUES (1, '2026-S2', 1, 'v', 'abc', 0, '2027-01-20T00:00Z')"
            )
        )
        connection.execute(
            text("INSERT INTO published_file VALUES (1, 'whole.csv', 'a;b\r\n'::bytea)")
        )
    found = await page(client)
    assert "Edición 1, publicada el 2027-01-20" in found.text
    assert "/editions/2026-S2/1/whole.csv" in {each.get("href") for each in found.all("a")}
    answer = await client.get("/editions/2026-S2/1/whole.csv")
    assert answer.content == b"a;b\r\n"
    assert "edicion-1" in answer.headers["content-disposition"]
