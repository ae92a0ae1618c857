"""One person's walk: what is asked, in which order, and what counts in the end."""

import pytest

from surveys import (
    Ask,
    AskAgain,
    Chosen,
    Finish,
    Progress,
    Skipped,
    Typed,
    back,
    begin,
    current,
    progress,
    relevant_answers,
    take,
    wording,
)

HEADER = (
    "| | type | name | label | required | required_message | relevant | constraint "
    "| constraint_message | calculation |"
)


@pytest.fixture
def visit(survey):
    return survey(
        "| | note | hola | Cuéntenos más | | | | | | |",
        "| | integer | espera | ¿Cuántos minutos esperó? | | | ${satisfaccion} != 'na' "
        "| . >= 0 and . <= 600 | Entre 0 y 600 minutos | |",
        "| | text | motivo | ¿Por qué ${espera}? | yes | Díganos por qué | ${espera} > 60 | | | |",
        "| | calculate | horas | | | | | | | round(${espera} div 60, 1) |",
        "| | note | largo | Esperó ${horas} horas | | | ${horas} > 1 | | | |",
        "| | select_multiple fruta | frutas | ¿Qué frutas? | | | | count-selected(.) <= 2 | | |",
        "| | note | fin | Gracias | | | | | | |",
        header=HEADER,
    )


def walk(survey, *replies, answers=None):
    turn = begin(survey, answers or {})
    for reply in replies:
        turn = take(survey, turn.answers, turn.question.name, _reply(reply), "es")
    return turn


def _reply(reply):
    return Typed(reply) if isinstance(reply, str) else reply


def names(notes):
    return [note.name for note in notes]


def test_the_first_question_of_the_form_comes_first(visit):
    turn = begin(visit)
    assert isinstance(turn, Ask)
    assert (turn.question.name, turn.notes) == ("satisfaccion", ())


def test_a_note_comes_with_the_next_question_and_does_not_wait(visit):
    turn = walk(visit, "5")
    assert (turn.question.name, names(turn.notes)) == ("espera", ["hola"])


def test_a_question_that_does_not_apply_is_passed_over(visit):
    assert walk(visit, "5", "10").question.name == "frutas"
    assert walk(visit, "5", "90").question.name == "motivo"
    assert walk(visit, "no aplica").question.name == "frutas"


def test_calculations_are_part_of_the_answers_and_of_the_wording(visit):
    turn = walk(visit, "5", "90", "Mucha gente")
    assert turn.answers["horas"] == "1.5"
    assert [wording.text(note, "es", turn.answers) for note in turn.notes] == ["Esperó 1.5 horas"]


def test_the_walk_ends_with_the_closing_note(visit):
    turn = walk(visit, "5", "10", "1,2")
    assert isinstance(turn, Finish)
    assert names(turn.notes) == ["fin"]
    assert turn.answers == {
        "satisfaccion": "5",
        "espera": 10,
        "horas": "0.2",
        "frutas": ("manzana", "mango"),
    }


def test_a_refused_reply_leaves_the_answers_as_they_were(visit):
    before = walk(visit, "5")
    turn = take(visit, before.answers, "espera", Typed("700"), "es")
    assert isinstance(turn, AskAgain)
    assert turn.question.name == "espera"
    assert turn.problem.code == "constraint"
    assert turn.problem.say("es") == "Entre 0 y 600 minutos"
    assert turn.answers == before.answers


def test_without_the_authors_words_there_are_ours(visit):
    turn = walk(visit, "5", "10", "1,2,3")
    assert turn.problem.code == "constraint"
    assert turn.problem.say("es").startswith("Esa respuesta no es posible")
    assert turn.problem.say("en").startswith("That answer")


@pytest.mark.parametrize("nothing", [Skipped(), Typed("  "), Chosen(())])
def test_a_skipped_question_is_not_asked_again(visit, nothing):
    turn = walk(visit, "5", "10", nothing)
    assert isinstance(turn, Finish)
    assert turn.answers["frutas"] is None


@pytest.mark.parametrize("nothing", [Skipped(), Typed("  ")])
def test_a_required_question_takes_no_silence(visit, nothing):
    turn = walk(visit, "5", "90", nothing)
    assert turn.problem.code == "required"
    assert turn.problem.say("es") == "Díganos por qué"


def test_what_is_known_beforehand_is_not_asked(visit):
    turn = begin(visit, {"satisfaccion": "4"})
    assert (turn.question.name, names(turn.notes)) == ("espera", ["hola"])


def test_a_known_answer_that_the_form_does_not_offer_is_asked_all_the_same(visit):
    assert begin(visit, {"satisfaccion": "9"}).question.name == "satisfaccion"


def test_going_back_and_correcting_returns_to_where_the_person_was(visit):
    turn = walk(visit, "5", "90", "Mucha gente")
    assert turn.question.name == "frutas"
    turn = back(visit, turn.answers, "frutas")
    turn = back(visit, turn.answers, turn.question.name)
    assert turn.question.name == "espera"
    turn = take(visit, turn.answers, "espera", Typed("120"), "es")
    assert (turn.question.name, turn.answers["horas"]) == ("frutas", "2")
    assert turn.notes == ()  # they were shown on the way


def test_going_back_at_the_first_question_stays_there(visit):
    assert back(visit, {}, None).question.name == "satisfaccion"
    assert back(visit, {"satisfaccion": "5"}, "satisfaccion").question.name == "satisfaccion"


def test_going_back_after_the_end_opens_the_last_question(visit):
    turn = walk(visit, "5", "10", "1")
    assert back(visit, turn.answers, None).question.name == "frutas"


def test_a_correction_can_open_a_question_that_was_passed_over(visit):
    turn = walk(visit, "no aplica", "1")
    assert isinstance(turn, Finish)
    turn = take(visit, turn.answers, "satisfaccion", Typed("2"), "es")
    assert turn.question.name == "espera"


def test_answers_that_no_longer_apply_do_not_count_but_are_not_lost(visit):
    turn = walk(visit, "5", "90", "Mucha gente", "1")
    turn = take(visit, turn.answers, "espera", Typed("10"), "es")
    assert isinstance(turn, Finish)
    assert turn.answers["motivo"] == "Mucha gente"
    assert "motivo" not in relevant_answers(visit, turn.answers)
    turn = take(visit, turn.answers, "espera", Typed("90"), "es")
    assert relevant_answers(visit, turn.answers)["motivo"] == "Mucha gente"


def test_what_does_not_apply_is_empty_to_every_formula(survey):
    form = survey(
        "| | text | a | A | ${satisfaccion} = 5 | |",
        "| | text | b | B | ${a} = 'x' | |",
        "| | calculate | c | | ${a} = 'x' | 'sí' |",
        header="| | type | name | label | relevant | calculation |",
    )
    turn = walk(form, "5", "x")
    assert (turn.question.name, turn.answers["c"]) == ("b", "sí")
    turn = take(form, turn.answers, "satisfaccion", Typed("1"), "es")
    assert isinstance(turn, Finish)
    assert relevant_answers(form, turn.answers) == {"satisfaccion": "1"}
    assert "c" not in turn.answers


def test_a_correction_that_makes_another_answer_impossible_asks_it_again(survey):
    form = survey(
        "| | integer | acudieron | ¿Cuántos fueron? | | |",
        "| | integer | atendidos | ¿A cuántos atendieron? | . <= ${acudieron} | Son demasiados |",
        header="| | type | name | label | constraint | constraint_message |",
    )
    turn = walk(form, "5", "4", "3")
    assert isinstance(turn, Finish)
    turn = take(form, turn.answers, "acudieron", Typed("2"), "es")
    assert isinstance(turn, AskAgain)
    assert (turn.question.name, turn.problem.say("es")) == ("atendidos", "Son demasiados")
    assert isinstance(take(form, turn.answers, "atendidos", Typed("2"), "es"), Finish)


def test_an_interruption_resumes_at_the_cursor_or_at_the_first_open_question(visit):
    answers = walk(visit, "5").answers
    assert current(visit, answers, "satisfaccion").question.name == "satisfaccion"
    assert current(visit, answers, None).question.name == "espera"
    assert names(current(visit, answers, None).notes) == ["hola"]
    assert current(visit, answers, "motivo").question.name == "espera"
    assert current(visit, answers, "nadie").question.name == "espera"
    finished = walk(visit, "5", "10", "1").answers
    assert names(current(visit, finished, None).notes) == ["fin"]


def test_a_reply_to_a_question_that_does_not_apply_changes_nothing(visit):
    answers = walk(visit, "5").answers
    turn = take(visit, answers, "motivo", Typed("Mucha gente"), "es")
    assert (turn.question.name, turn.answers) == ("espera", answers)


def test_progress_counts_the_questions_that_apply(visit):
    assert progress(visit, {}, None) == Progress(1, 3)
    turn = walk(visit, "5", "90")
    assert progress(visit, turn.answers, "motivo") == Progress(3, 4)
    assert progress(visit, turn.answers, "satisfaccion") == Progress(1, 4)
    turn = walk(visit, "5", "10", "1")
    assert progress(visit, turn.answers, None) == Progress(3, 3)
