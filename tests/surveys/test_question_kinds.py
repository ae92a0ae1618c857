"""Each kind of question in an interview: what is asked, understood, kept and shown."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from surveys import (
    Ask,
    AskAgain,
    Chosen,
    Finish,
    Range,
    Skipped,
    Survey,
    Typed,
    began,
    begin,
    current,
    load,
    relevant_answers,
    take,
    wording,
)

SETTINGS = """
| settings |
| | form_id | version | default_language |
| | tipos | 1 | Español (es) |
"""
CHOICES = """
| choices |
| | list_name | name | label |
| | nivel | 1 | Nivel 1 |
| | nivel | 2 | Nivel 2 |
| | nivel | 3 | Nivel 3 |
| | nivel | 4 | Nivel 4 |
| | nivel | 5 | Nivel 5 |
| | pais | pe | Perú |
| | pais | mx | México |
"""
CITIES = (
    CHOICES.replace("| label |", "| label | pais |")
    + """\
| | ciudad | lima | Lima | pe |
| | ciudad | cusco | Cusco | pe |
| | ciudad | puebla | Puebla | mx |
"""
)


def form(header: str, *rows: str, choices: str = CHOICES) -> Survey:
    loaded = load("\n".join(["| survey |", header, *rows, choices, SETTINGS]).encode(), ".md")
    assert isinstance(loaded, Survey), [str(problem) for problem in loaded]
    return loaded


def answer(survey: Survey, **typed: str):
    """The turn after these words to these questions, in this order."""
    turn = begin(survey, began(survey, datetime(2026, 11, 28, 9, tzinfo=UTC)))
    for name, words in typed.items():
        turn = take(survey, turn.answers, name, Typed(words), "es")
        if isinstance(turn, AskAgain):
            return turn
    return turn


KINDS = form(
    "| | type | name | label | parameters |",
    "| | select_one nivel | s | S | |",
    "| | decimal | gasto | Gasto | |",
    "| | range | nota | Nota | start=0 end=10 step=1 |",
    "| | date | dia | Día | |",
    "| | time | hora | Hora | |",
    "| | acknowledge | leido | Leído | |",
)


def test_every_kind_is_kept_as_xforms_writes_it():
    turn = answer(
        KINDS, s="4", gasto="12,50", nota="7", dia="ayer", hora="3 pm", leido="entendido"
    )
    assert isinstance(turn, Finish)
    assert relevant_answers(KINDS, turn.answers) == {
        "s": "4",
        "gasto": "12.5",
        "nota": "7",
        "dia": "2026-11-27",
        "hora": "15:00:00",
        "leido": "OK",
    }
    assert KINDS.question("nota").range == Range(Decimal(0), Decimal(10), Decimal(1))


@pytest.mark.parametrize("words", ["1", "ok", "Entendido", "sí"])
def test_an_acknowledgement_is_one_button_or_a_word(words):
    turn = answer(KINDS, leido=words)
    assert turn.answers["leido"] == "OK"
    assert wording.choice(KINDS.question("leido").choices[0], "en") == "Understood"


GROUPS = form(
    "| | type | name | label | relevant | calculation |",
    "| | select_one nivel | s | S | | |",
    "| | begin_group | viaje | Su viaje | ${s} < 4 | |",
    "| | calculate | doble | | | ${s} * 2 |",
    "| | note | aviso | Sobre el viaje | | |",
    "| | text | destino | Destino | | |",
    "| | begin_group | vuelta | La vuelta, tras ${destino} | ${destino} != '' | |",
    "| | text | con | ¿Con quién? | | |",
    "| | end_group | vuelta | | | |",
    "| | text | final | ¿Algo más? | | |",
    "| | end_group | | | | |",
)


def test_a_group_decides_for_all_within_it_and_heads_its_first_question():
    assert [(it.name, dict(it.heading)) for it in GROUPS.askable] == [
        ("s", {}),
        ("destino", {"es": "Su viaje"}),
        ("con", {"es": "La vuelta, tras ${destino}"}),
        ("final", {}),
    ]
    assert isinstance(answer(GROUPS, s="5"), Finish)
    turn = answer(GROUPS, s="2")
    assert (turn.question.name, [it.name for it in turn.notes]) == ("destino", ["aviso"])
    assert turn.answers["doble"] == "4"
    assert answer(GROUPS, s="2", destino="Lima").question.name == "con"
    skipped = take(GROUPS, turn.answers, "destino", Skipped(), "es")
    assert skipped.question.name == "final"


FILTERED = form(
    "| | type | name | label | choice_filter |",
    "| | select_one nivel | s | S | |",
    "| | select_one pais | donde | País | |",
    "| | select_one ciudad | una | Ciudad | pais = ${donde} |",
    "| | select_multiple ciudad | varias | Ciudades | pais = ${donde} or name = 'cusco' |",
    choices=CITIES,
)


def test_a_filter_decides_what_is_offered():
    turn = answer(FILTERED, s="5", donde="México")
    assert isinstance(turn, Ask)
    assert turn.question.choice_names == ("puebla",)
    refused = take(FILTERED, turn.answers, "una", Chosen(("lima",)), "es")
    assert refused.problem.code == "not-offered"
    assert take(FILTERED, turn.answers, "una", Typed("1"), "es").answers["una"] == "puebla"


def test_an_answer_that_is_no_longer_offered_is_dropped_and_asked_again():
    turn = answer(FILTERED, s="5", donde="Perú", una="Lima", varias="Cusco, Lima")
    assert turn.answers["varias"] == ("lima", "cusco")
    moved = take(FILTERED, turn.answers, "donde", Typed("México"), "es")
    assert moved.question.name == "una"
    assert "una" not in moved.answers
    assert moved.answers["varias"] == ("cusco",)
    assert current(FILTERED, moved.answers, "varias").question.choice_names == ("cusco", "puebla")


DEFAULTS = form(
    "| | type | name | label | default | calculation | readonly | relevant |",
    "| | select_one nivel | s | S | | | | |",
    "| | hidden | canal | | telegram | | | |",
    "| | date | dia | Día | today() | | | |",
    "| | select_one pais | donde | País | pe | | | |",
    "| | text | como | ¿Cómo fue en Perú? | | | | ${donde} = 'pe' |",
    "| | integer | fijo | Número fijo | 7 | | yes | |",
    "| | text | suma | Suma | | ${fijo} + 1 | yes | |",
    "| | note | fin | Total ${suma}, por ${canal} | | | | |",
)


def test_a_default_stands_until_it_is_answered():
    turn = answer(DEFAULTS, s="5")
    assert turn.question.name == "dia"
    assert turn.suggestion == "2026-11-28"
    assert {name: turn.answers[name] for name in ("canal", "fijo", "suma")} == {
        "canal": "telegram",
        "fijo": "7",
        "suma": "8",
    }
    turn = answer(DEFAULTS, s="5", dia="1/2/2026")
    assert (turn.question.name, turn.suggestion) == ("donde", "pe")
    there = answer(DEFAULTS, s="5", dia="1/2/2026", donde="Perú")
    assert there.question.name == "como"
    assert isinstance(answer(DEFAULTS, s="5", dia="1/2/2026", donde="México"), Finish)


def test_whoever_skips_a_default_gives_no_answer():
    turn = answer(DEFAULTS, s="5", dia="hoy")
    turn = take(DEFAULTS, turn.answers, "donde", Skipped(), "es")
    assert isinstance(turn, Finish)
    assert turn.answers["donde"] is None
    assert "Total 8, por telegram" in wording.text(turn.notes[-1], "es", turn.answers)


OTHERS = form(
    "| | type | name | label |",
    "| | select_one nivel | s | S |",
    "| | select_multiple pais or_other | donde | País |",
)


def test_whoever_chooses_other_is_asked_which():
    assert [wording.choice(it, "es") for it in OTHERS.question("donde").choices] == [
        "Perú",
        "México",
        "Otro",
    ]
    turn = answer(OTHERS, s="5", donde="Perú, otro")
    assert wording.text(turn.question, "es", turn.answers) == "¿Cuál?"
    assert isinstance(take(OTHERS, turn.answers, turn.question.name, Typed("Cuba"), "es"), Finish)
    assert isinstance(answer(OTHERS, s="5", donde="Perú"), Finish)


CLOCK = form(
    "| | type | name | label | constraint | calculation |",
    "| | select_one nivel | s | S | | |",
    "| | date | nacio | ¿Cuándo nació? | . <= today() | |",
    "| | calculate | edad | | | int((today() - ${nacio}) div 365.25) |",
    "| | calculate | primera | | | once(${nacio}) |",
)


def test_a_form_may_ask_what_day_it_was_when_the_interview_began():
    assert answer(CLOCK, s="5", nacio="29/11/2026").problem.code == "constraint"
    turn = answer(CLOCK, s="5", nacio="15 de junio de 1990")
    assert turn.answers["edad"] == "36"
    corrected = take(CLOCK, turn.answers, "nacio", Typed("15/6/1991"), "es")
    assert (corrected.answers["edad"], corrected.answers["primera"]) == ("35", "1990-06-15")
    assert "now()" not in relevant_answers(CLOCK, turn.answers)


def test_a_form_that_asks_no_clock_is_told_no_time():
    assert began(GROUPS, datetime(2026, 11, 28, tzinfo=UTC)) == {}
