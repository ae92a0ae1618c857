"""What other readers of XLSForm let through, and its author would find out from the figures."""

import pytest

from surveys import load

HEADER = "| | type | name | label | relevant | constraint | default | choice_filter | parameters |"


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        pytest.param(
            "| | select_one fruta | x | X | | | pera | | |", "bad-default", "default", id="choice"
        ),
        pytest.param(
            "| | select_one fruta | x | X | | | mango limon | | |",
            "bad-default",
            "default",
            id="two-of-one",
        ),
        pytest.param("| | integer | x | X | | | 1.5 | | |", "bad-default", "default", id="whole"),
        pytest.param("| | decimal | x | X | | | mucho | | |", "bad-default", "default", id="dec"),
        pytest.param("| | date | x | X | | | 12/3/2026 | | |", "bad-default", "default", id="day"),
        pytest.param("| | time | x | X | | | 3 pm | | |", "bad-default", "default", id="hour"),
        pytest.param(
            "| | range | x | X | | | 11 | | start=0 end=10 |",
            "bad-default",
            "default",
            id="outside-its-range",
        ),
        pytest.param(
            "| | range | x | X | | | | | start=0 end=10 step=3 |",
            "bad-parameters",
            "parameters",
            id="steps-that-do-not-fit",
        ),
        pytest.param(
            "| | range | x | X | | | | | start=0 end=999999 |",
            "bad-parameters",
            "parameters",
            id="too-many-numbers",
        ),
        pytest.param(
            "| | range | x | X | | | | | desde=0 |", "bad-parameters", "parameters", id="misspelt"
        ),
        pytest.param(
            "| | date | x | X | | . < '2026-12-01' | | | |",
            "date-literal",
            "constraint",
            id="date-between-quotes",
        ),
        pytest.param(
            "| | time | x | X | | . < '12:00' | | | |",
            "time-comparison",
            "constraint",
            id="hours-compared",
        ),
        pytest.param(
            "| | text | x | X | ${z} = 'si' | | | | |",
            "forward-reference",
            "relevant",
            id="asked-later",
        ),
        pytest.param(
            "| | text | x | Hola ${z} | | | | | |", "forward-reference", "label", id="told-later"
        ),
        pytest.param(
            "| | select_one fruta | x | X | | | | region = 'x' | |",
            "unknown-column",
            "choice_filter",
            id="no-such-column",
        ),
        pytest.param(
            "| | select_one fruta | x | X | | | | . = 'x' | |",
            "self-in-filter",
            "choice_filter",
            id="a-point-in-a-filter",
        ),
        pytest.param(
            "| | begin_group | x | X | | . > 1 | | | |",
            "misplaced-cell",
            "constraint",
            id="a-group-that-is-answered",
        ),
    ],
)
def test_a_slip_is_told_in_its_place(problems, row, code, column):
    end = ["| | end_group | | | | | | | |"] if "begin_group" in row else []
    later = "| | text | z | Z | | | | | |"
    assert (code, "survey", 3, column) in problems(row, *end, later, header=HEADER)


def test_a_choice_that_does_not_exist_comes_with_the_one_that_was_meant(sheets):
    row = "| | text | x | X | selected(${s}, 'mnago') |"
    form = sheets(
        "| | select_one nivel | n | N | |",
        "| | select_multiple fruta | s | S | |",
        row,
        header="| | type | name | label | relevant |",
    )
    (problem,) = load(form, ".md")
    assert (problem.code, problem.remedy) == ("unknown-choice", "¿Quiso escribir «mango»?")


def test_what_is_asked_later_may_be_calculated_with(survey):
    header = "| | type | name | label | calculation |"
    rows = ("| | calculate | doble | | ${edad} * 2 |", "| | integer | edad | Edad | |")
    assert survey(*rows, header=header).question("doble").calculation


def test_a_button_has_room_for_64_letters(problems):
    long_one = "| choices |\n| | list_name | name | label |\n" + "\n".join(
        f"| | nivel | {n} | {'x' * (65 if n == 3 else 64)} |" for n in range(1, 6)
    )
    settings = "\n| settings |\n| | form_id | version | default_language |\n| | f | 1 | E (es) |"
    assert problems(others=long_one + settings) == [("too-long", "choices", 4, "label")]


@pytest.mark.parametrize(
    ("levels", "problem"),
    [
        pytest.param("1234", ("headline-levels", "survey", 2, "type"), id="four"),
        pytest.param("0123456", ("headline-levels", "survey", 2, "type"), id="seven"),
        pytest.param("ab", ("missing-headline", "survey", None, None), id="none"),
    ],
)
def test_a_scale_of_satisfaction_has_five_levels(problems, levels, problem):
    rows = "\n".join(f"| | nivel | {level} | Nivel {level} |" for level in levels)
    settings = "| settings |\n| | form_id | version | default_language |\n| | f | 1 | E (es) |"
    choices = f"| choices |\n| | list_name | name | label |\n{rows}\n{settings}"
    assert problems(others=choices) == [problem]
