"""The questionnaires that come with the system keep the rules of a good instrument."""

from itertools import product
from pathlib import Path

import pytest

from surveys import AskAgain, Chosen, Finish, Skipped, Survey, Typed, begin, load, take, wording

LIBRARY = Path(__file__).parents[2] / "surveys" / "library"
FORMS = (
    "satisfaccion-consular",
    "satisfaccion-comunidades",
    "satisfaccion-exportacion",
    "satisfaccion-turismo",
)
DRIVERS = ["trato", "informacion", "tiempo", "acceso", "resultado", "confianza"]
PROVIDERS = {  # who gave the service: the only words in which the four headlines differ
    "satisfaccion-consular": {"es": "del consulado", "en": "the consulate"},
    "satisfaccion-comunidades": {"es": "del consulado", "en": "the consulate"},
    "satisfaccion-exportacion": {
        "es": "de la Cancillería del Perú",
        "en": "Peru's Foreign Ministry",
    },
    "satisfaccion-turismo": {"es": "de la Cancillería del Perú", "en": "Peru's Foreign Ministry"},
}
MOST_QUESTIONS = 12
MOST_SECONDS = 180
SECONDS_A_WORD, SECONDS_A_CHOICE = 60 / 200, 8
DEPENDING_ON = ("satisfaccion", "servicio", "representa")
"""Every answer to these is tried with every other: nothing else decides what is asked."""

PLAIN = {"servicio_otro": "Voto", "mejoras": "1, 3", "comentario": "Muy bien"}


@pytest.fixture(scope="module", params=FORMS)
def survey(request) -> Survey:
    loaded = load(LIBRARY / f"{request.param}.xlsx")
    assert isinstance(loaded, Survey), [str(problem) for problem in loaded]
    return loaded


def walk(survey, language, known):
    """Types what is known, and the fourth level or a plain answer for everything else."""
    turn, asked = begin(survey), []
    while not isinstance(turn, Finish):
        assert not isinstance(turn, AskAgain), turn
        name = turn.question.name
        asked.append(name)
        typed = known.get(name) or PLAIN.get(name) or ("4" if turn.question.is_scale else "1")
        turn = take(survey, turn.answers, name, Typed(typed), language)
    return asked, turn


def paths(survey):
    """What is asked on every path, once for each way to answer what others depend on."""
    deciding = [survey.by_name[name] for name in DEPENDING_ON if name in survey.by_name]
    for combination in product(*(question.choices for question in deciding)):
        known = {it.name: option.name for it, option in zip(deciding, combination, strict=True)}
        turn, asked = begin(survey), []
        while not isinstance(turn, Finish):
            question = turn.question
            asked.append(question)
            first = question.choice_names[0] if question.choices else None
            name = known.get(question.name, first)
            reply = Chosen((name,)) if name else Typed("Algo")
            turn = take(survey, turn.answers, question.name, reply, "es")
            assert not isinstance(turn, AskAgain), turn
        yield asked, turn


def seconds(asked, language):
    """Two hundred words a minute, lists of choices read once, and eight seconds an answer."""
    told, lists = [], set()
    for question in asked:
        told += [wording.text(question, language, {}), wording.hint(question, language, {})]
        if question.choice_names not in lists:
            told += [wording.choice(option, language) for option in question.choices]
        lists.add(question.choice_names)
    return len(" ".join(told).split()) * SECONDS_A_WORD + len(asked) * SECONDS_A_CHOICE


def test_every_workbook_of_the_library_is_tried_here():
    assert {path.stem for path in LIBRARY.glob("*.xlsx")} == set(FORMS)


def test_the_headline_comes_first_and_is_the_only_question_that_must_be_answered(survey):
    assert survey.questions[0] is survey.headline
    assert survey.headline.name == "satisfaccion"
    assert [it.name for it in survey.questions if it.required] == [survey.headline.name]


def test_the_headline_is_the_same_word_for_word_but_for_who_gave_the_service(survey, consular):
    for language in survey.languages:
        theirs = PROVIDERS[survey.form_id][language]
        of_the_consulate = PROVIDERS[consular.form_id][language]
        said = survey.headline.labels[language]
        assert said.count(theirs) == 1
        assert said.replace(theirs, of_the_consulate) == consular.headline.labels[language]


def test_the_six_drivers_of_the_norm_use_the_scale_of_the_headline(survey, consular):
    scales = [question for question in survey.questions if question.is_scale]
    assert [question.name for question in scales] == [survey.headline.name, *DRIVERS]
    assert {it.choice_names for it in scales} == {("5", "4", "3", "2", "1", "na")}
    for language in survey.languages:
        levels = [wording.choice(it, language) for it in consular.headline.choices]
        for question in scales:
            assert [wording.choice(it, language) for it in question.choices] == levels


def test_the_questionnaire_has_its_name_and_two_languages(survey):
    assert survey.form_id in FORMS
    assert survey.version == "2026-11"
    assert survey.languages == ("es", "en")


def test_every_text_is_written_in_both_languages(survey):
    for question in survey.questions:
        texts = [question.labels, *(choice.labels for choice in question.choices)]
        texts += [question.hints, question.required_message, question.constraint_message]
        for labels in filter(None, texts):
            assert all(labels[language] for language in survey.languages), question.name


def test_nothing_but_what_is_tried_decides_what_is_asked(survey):
    assert frozenset().union(*(it.depends_on for it in survey.questions)) <= {*DEPENDING_ON}


def test_every_path_ends_within_twelve_questions_and_three_minutes(survey):
    for asked, turn in paths(survey):
        names = [question.name for question in asked]
        assert len(names) == len(set(names)) <= MOST_QUESTIONS
        assert max(seconds(asked, language) for language in survey.languages) <= MOST_SECONDS
        assert [note.name for note in turn.notes] == ["gracias"]


def test_every_question_is_asked_on_some_path(survey):
    asked = {question.name for path, _ in paths(survey) for question in path}
    assert asked == {question.name for question in survey.askable}


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_level_and_service_is_understood_when_its_label_is_typed(survey, language):
    headline, service = survey.headline, survey.question("servicio")
    for level, kind in product(headline.choices, service.choices):
        known = {
            headline.name: wording.choice(level, language),
            service.name: wording.choice(kind, language),
        }
        _, turn = walk(survey, language, known)
        assert turn.answers[headline.name] == level.name


def test_who_received_no_service_is_not_asked_about_it(survey):
    asked, _ = walk(survey, "es", {"satisfaccion": "no aplica"})
    assert asked == ["satisfaccion", "comentario"]


def test_only_who_is_not_satisfied_is_asked_what_to_improve(survey):
    assert "mejoras" in walk(survey, "es", {"satisfaccion": "3"})[0]
    assert "mejoras" not in walk(survey, "es", {"satisfaccion": "4"})[0]


def test_everything_after_the_headline_can_be_skipped(survey):
    turn = take(survey, {}, "satisfaccion", Typed("1"), "es")
    while not isinstance(turn, Finish):
        turn = take(survey, turn.answers, turn.question.name, Skipped(), "es")
        assert not isinstance(turn, AskAgain)


def test_a_code_means_the_same_service_in_every_questionnaire():
    labels = {}
    for form in FORMS:
        for option in load(LIBRARY / f"{form}.xlsx").question("servicio").choices:
            assert labels.setdefault(option.name, option.labels) == option.labels


def test_guidance_has_no_result_to_be_satisfied_with(consular):
    assert "resultado" not in walk(consular, "es", {"servicio": "información"})[0]


def test_a_service_known_from_the_entry_is_not_asked(consular):
    turn = begin(consular, {"servicio": "pasaporte"})
    turn = take(consular, turn.answers, "satisfaccion", Typed("5"), "es")
    assert turn.question.name == "trato"
    turn = begin(consular, {"servicio": "un servicio de otra lista"})
    turn = take(consular, turn.answers, "satisfaccion", Typed("5"), "es")
    assert turn.question.name == "servicio"
