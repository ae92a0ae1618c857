"""The questionnaires that come with the system keep the rules of a good instrument."""

from itertools import product

import pytest

from surveys import AskAgain, Finish, Skipped, Typed, begin, take, wording

DRIVERS = ["trato", "informacion", "tiempo", "acceso", "resultado", "confianza"]
MOST_QUESTIONS = 12
PLAIN = {"servicio_otro": "Voto", "mejoras": "1, 3", "comentario": "Muy bien"}


def walk(survey, language, known):
    """Types what is known, and the fourth level or a plain answer for everything else."""
    turn, asked = begin(survey), []
    while not isinstance(turn, Finish):
        assert not isinstance(turn, AskAgain), turn
        name = turn.question.name
        asked.append(name)
        typed = known.get(name) or PLAIN.get(name, "4")
        turn = take(survey, turn.answers, name, Typed(typed), language)
    return asked, turn


def test_the_headline_comes_first_and_is_the_only_question_that_must_be_answered(consular):
    assert consular.questions[0] is consular.headline
    assert [it.name for it in consular.questions if it.required] == [consular.headline.name]


def test_the_six_drivers_of_the_norm_use_the_scale_of_the_headline(consular):
    scales = [question for question in consular.questions if question.is_scale]
    assert [question.name for question in scales] == [consular.headline.name, *DRIVERS]
    assert {question.choices for question in scales} == {consular.headline.choices}
    assert consular.headline.choice_names == ("5", "4", "3", "2", "1", "na")


def test_the_questionnaire_has_its_name_version_and_two_languages(consular):
    assert (consular.form_id, consular.version) == ("satisfaccion-consular", "2026-11")
    assert consular.languages == ("es", "en")


def test_every_text_is_written_in_both_languages(consular):
    for question in consular.questions:
        texts = [question.labels, *(choice.labels for choice in question.choices)]
        texts += [question.hints, question.required_message, question.constraint_message]
        for labels in filter(None, texts):
            assert all(labels[language] for language in consular.languages), question.name


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_path_ends_within_twelve_questions(consular, language):
    headline, service = consular.headline, consular.question("servicio")
    for level, kind in product(headline.choices, service.choices):
        known = {
            headline.name: wording.choice(level, language),
            service.name: wording.choice(kind, language),
        }
        asked, turn = walk(consular, language, known)
        assert len(asked) == len(set(asked)) <= MOST_QUESTIONS
        assert [note.name for note in turn.notes] == ["gracias"]


def test_who_received_no_service_is_not_asked_about_it(consular):
    asked, _ = walk(consular, "es", {"satisfaccion": "no aplica"})
    assert asked == ["satisfaccion", "comentario"]


def test_only_who_is_not_satisfied_is_asked_what_to_improve(consular):
    assert "mejoras" in walk(consular, "es", {"satisfaccion": "3"})[0]
    assert "mejoras" not in walk(consular, "es", {"satisfaccion": "4"})[0]


def test_guidance_has_no_result_to_be_satisfied_with(consular):
    assert "resultado" not in walk(consular, "es", {"servicio": "información"})[0]


def test_a_service_known_from_the_entry_is_not_asked(consular):
    turn = begin(consular, {"servicio": "pasaporte"})
    turn = take(consular, turn.answers, "satisfaccion", Typed("5"), "es")
    assert turn.question.name == "trato"
    turn = begin(consular, {"servicio": "un servicio de otra lista"})
    turn = take(consular, turn.answers, "satisfaccion", Typed("5"), "es")
    assert turn.question.name == "servicio"


def test_everything_after_the_headline_can_be_skipped(consular):
    turn = take(consular, {}, "satisfaccion", Typed("1"), "es")
    while not isinstance(turn, Finish):
        turn = take(consular, turn.answers, turn.question.name, Skipped(), "es")
        assert not isinstance(turn, AskAgain)
