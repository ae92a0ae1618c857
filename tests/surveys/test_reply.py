"""How a question understands what people send."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import Choice, Chosen, Problem, Question, Skipped, Typed, Unreadable, read

LEVELS = {
    "5": "Muy satisfecho/a",
    "4": "Satisfecho/a",
    "3": "Ni satisfecho/a ni insatisfecho/a",
    "2": "Insatisfecho/a",
    "1": "Muy insatisfecho/a",
    "na": "No aplica",
}
SERVICES = {
    "pasaporte": "Pasaporte o salvoconducto",
    "dni": "DNI y trámites del RENIEC",
    "civil": "Nacimiento, matrimonio o defunción",
    "otro": "¡Otro servicio!",
}


def choices(names):
    return tuple(Choice(name, {"es": label}) for name, label in names.items())


SCALE = Question("sat", "select_one", choices=choices(LEVELS))
SERVICE = Question("servicio", "select_one", choices=choices(SERVICES))
SEVERAL = Question("servicios", "select_multiple", choices=choices(SERVICES))
AGE = Question("edad", "integer")
COMMENT = Question("comentario", "text")


def outcome(question, reply):
    match read(question, reply if not isinstance(reply, str) else Typed(reply), "es"):
        case Problem(code):
            return f"problem: {code}"
        case value:
            return value


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5", "5"),
        (" 4. ", "4"),
        ("5️⃣", "5"),
        ("\uff13", "3"),
        ("6", "problem: not-offered"),
        ("0", "problem: not-offered"),
        ("4.5", "problem: not-offered"),
        ("muy satisfecho", "5"),
        ("MUY SATISFECHA", "5"),
        ("satisfecha!", "4"),
        ("Insatisfecho/a", "2"),
        ("ni", "3"),
        ("no", "na"),
        ("n", "problem: ambiguous"),
        ("muy", "problem: ambiguous"),
        ("contento", "problem: not-offered"),
        ("👍", "problem: not-offered"),
        ("", None),
        ("\x00 \n", None),
    ],
)
def test_on_a_scale_the_digit_is_the_level(typed, expected):
    assert outcome(SCALE, typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1", "pasaporte"),
        ("4", "otro"),
        ("5", "problem: not-offered"),
        ("99999999999999999999", "problem: not-offered"),
        ("pasaporte", "pasaporte"),
        ("dni y tramites", "dni"),
        ("nacimiento, matrimonio", "civil"),
        ("otro servicio", "otro"),
        ("1 2", "problem: not-offered"),
    ],
)
def test_elsewhere_the_digit_is_the_place_in_the_list(typed, expected):
    assert outcome(SERVICE, typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3,1", ("pasaporte", "civil")),
        ("3 1", ("pasaporte", "civil")),
        ("1, 2 y 4", ("pasaporte", "dni", "otro")),
        ("2;2", ("dni",)),
        ("otro; pasaporte", ("pasaporte", "otro")),
        ("Nacimiento, matrimonio o defunción", ("civil",)),
        ("1 y dni", "problem: not-offered"),
        ("1,9", "problem: not-offered"),
        (",", "problem: not-offered"),
    ],
)
def test_several_choices_come_in_the_forms_order(typed, expected):
    assert outcome(SEVERAL, typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12", 12),
        (" 12. ", 12),
        ("+12", 12),
        ("-3", -3),
        ("\u22123", -3),
        ("007", 7),
        ("\uff11\uff12", 12),
        ("٣", 3),
        ("1️⃣2️⃣", 12),
        ("1.200", "problem: not-whole"),
        ("1,200", "problem: not-whole"),
        ("1 200", "problem: not-whole"),
        ("12,0", "problem: not-whole"),
        ("2 o 3", "problem: not-whole"),
        ("5 mil", "problem: not-whole"),
        ("doce", "problem: not-whole"),
        ("1234567890", "problem: not-whole"),
        ("²", 2),
    ],
)
def test_whole_numbers_are_read_but_never_guessed(typed, expected):
    assert outcome(AGE, typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Todo bien \n", "Todo bien"),
        ("Uno\nDos\tTres", "Uno\nDos\tTres"),
        ("nul\x00o y \x1b[31mrojo\ud800", "nulo y [31mrojo"),
        ("👨‍👩‍👧 ñ", "👨‍👩‍👧 ñ"),
        ("x" * 4000, "x" * 4000),
        ("x" * 4001, "problem: too-long"),
    ],
)
def test_text_is_kept_as_written_without_control_signs(typed, expected):
    assert outcome(COMMENT, typed) == expected


@pytest.mark.parametrize(
    ("question", "names", "expected"),
    [
        (SCALE, ("5",), "5"),
        (SCALE, (), None),
        (SCALE, ("5", "4"), "problem: only-one"),
        (SCALE, ("nunca",), "problem: not-offered"),
        (SEVERAL, ("otro", "dni"), ("dni", "otro")),
        (SEVERAL, (), None),
        (AGE, ("5",), "problem: not-offered"),
        (COMMENT, (), "problem: not-offered"),
    ],
)
def test_pressed_buttons_must_belong_to_the_question(question, names, expected):
    assert outcome(question, Chosen(names)) == expected


def test_a_skip_is_no_answer():
    assert outcome(SCALE, Skipped()) is None


@pytest.mark.parametrize("question", [SCALE, SEVERAL, AGE, COMMENT])
@pytest.mark.parametrize("kind", ["photo", "voice", "dice"])
def test_what_cannot_be_read_is_told_kindly_with_what_is_accepted(question, kind):
    problem = read(question, Unreadable(kind), "es")
    assert problem.code == "unreadable"
    assert problem.say("es").startswith("Aquí no podemos leer ")
    assert "Por favor" in problem.say("es")
    assert "lease" in problem.say("en")
    assert problem.say("qu") == problem.say("es")


@settings(deadline=None)
@given(st.sampled_from([SCALE, SERVICE, SEVERAL, AGE, COMMENT]), st.text())
def test_whatever_is_typed_gives_a_value_of_the_question_or_a_problem(question, typed):
    value = read(question, Typed(typed), "es")
    match question.type:
        case "select_one":
            assert isinstance(value, Problem | None) or value in question.choice_names
        case "select_multiple":
            assert isinstance(value, Problem | None) or set(value) <= set(question.choice_names)
        case "integer":
            assert isinstance(value, Problem | int | None)
        case _:
            assert isinstance(value, Problem | str | None)
            assert not isinstance(value, str) or value.encode()


@pytest.mark.parametrize("question", [SCALE, SERVICE, SEVERAL])
def test_every_label_typed_in_full_is_its_choice(question):
    for choice in question.choices:
        value = read(question, Typed(choice.labels["es"]), "es")
        assert value in (choice.name, (choice.name,))
