"""What holds for every kind of question, however a person answers, corrects and skips."""

import json
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import (
    AskAgain,
    Chosen,
    Finish,
    Skipped,
    Survey,
    Typed,
    began,
    begin,
    current,
    load,
    progress,
    relevant_answers,
    restore,
    take,
)
from surveys.state import as_asked, settle
from tests.surveys.test_laws import cursor, moved

FORM = """
| survey |
|| type | name | label | relevant | constraint | calculation | default | choice_filter |parameters|
| | select_one n | s | ¿Satisfecho? | | | | | | |
| | hidden | canal | | | | | chat | | |
| | select_one pais | donde | País | ${s} != 1 | | | pe | | |
| | begin_group | viaje | Su viaje | ${donde} != '' | | | | | |
| | select_one ciudad | una | Ciudad | | | | | en = ${donde} | |
|| select_multiple ciudad | varias | V || count-selected(.) < 3 | | | en=${donde} or name=${una} ||
| | date | dia | Día | ${una} != '' | . <= today() | | today() | | |
| | end_group | | | | | | | | |
| | decimal | gasto | Gasto | | . >= 0 | | | | |
| | range | nota | Nota | ${gasto} > 1 | | | | | start=0 end=2 step=0.5 |
| | calculate | primera | | | | once(${gasto}) | | | |
| | calculate | dias | | | | today() - ${dia} | | | |
| | select_one marca or_other | marca | Marca | ${dias} < 9 | | | | | |
| | acknowledge | leido | Leído | | | | | | |
| | time | hora | Hora | ${leido} = 'OK' | | | | | |
| choices |
| | list_name | name | label | en |
| | n | 1 | Uno | |
| | n | 2 | Dos | |
| | n | 3 | Tres | |
| | n | 4 | Cuatro | |
| | n | 5 | Cinco | |
| | pais | pe | Perú | |
| | pais | mx | México | |
| | ciudad | lima | Lima | pe |
| | ciudad | cusco | Cusco | pe |
| | ciudad | puebla | Puebla | mx |
| | marca | x | Equis | |
| settings |
| | form_id | version | default_language |
| | leyes | 1 | Español (es) |
"""
loaded = load(FORM.encode(), ".md")
assert isinstance(loaded, Survey), [str(problem) for problem in loaded]
SURVEY = loaded
BEGAN = began(SURVEY, datetime(2026, 11, 28, 9, tzinfo=UTC))
COMPUTED = {it.name for it in SURVEY.questions if it.calculation}

WORDS = ["1", "2", "3", "perú", "mx", "lima", "1, 2, 3", "puebla", "otro", "hoy", "ayer"]
WORDS += ["1/12/2026", "2,5", "0.5", "-1", "1.500", "ok", "8:30", "3 pm", "x", ""]
REPLIES = st.one_of(
    st.sampled_from(WORDS).map(Typed),
    st.text(max_size=6).map(Typed),
    st.lists(
        st.sampled_from(["1", "5", "pe", "mx", "lima", "puebla", "OK", "0.5"]), max_size=2
    ).map(lambda names: Chosen(tuple(names))),
    st.just(Skipped()),
)
move = partial(moved, SURVEY)
MOVES = st.lists(st.one_of(REPLIES, st.just("back")), max_size=40)


def may_be_kept(name, value, answers):
    """Whether a filter still offers what was answered."""
    question = SURVEY.by_name.get(name)
    if question is None or question.choice_filter is None or value is None:
        return True
    offered = as_asked(question, settle(SURVEY, answers).texts).choice_names
    return {value} <= set(offered) if isinstance(value, str) else set(value) <= set(offered)


@settings(deadline=None)
@given(MOVES)
def test_an_accepted_answer_is_lost_only_to_its_filter(moves):
    turn = begin(SURVEY, BEGAN)
    for step in moves:
        before, asked = turn, cursor(turn)
        turn = move(before, step)
        for name, value in before.answers.items():
            if name not in COMPUTED | {asked} and may_be_kept(name, value, turn.answers):
                assert turn.answers[name] == value
        if step == "back" or (isinstance(turn, AskAgain) and cursor(turn) == asked):
            assert turn.answers == before.answers


@settings(deadline=None)
@given(MOVES)
def test_what_is_kept_is_offered_and_within_its_limits(moves):
    turn = begin(SURVEY, BEGAN)
    for step in moves:
        turn = move(turn, step)
        kept = relevant_answers(SURVEY, turn.answers)
        assert all(may_be_kept(name, value, turn.answers) for name, value in kept.items())
        assert kept.get("nota") in {None, "0", "0.5", "1", "1.5", "2"}
        assert float(kept.get("gasto") or 0) >= 0
        assert kept["canal"] == "chat"


@settings(deadline=None)
@given(MOVES)
def test_an_interview_resumes_from_json_as_if_nothing_had_happened(moves):
    turn = begin(SURVEY, BEGAN)
    for step in moves:
        stored = restore(json.loads(json.dumps(turn.answers)))
        assert stored == turn.answers
        resumed = current(SURVEY, stored, cursor(turn))
        assert (cursor(resumed), resumed.answers) == (cursor(turn), turn.answers)
        turn = move(turn, step)
        place = progress(SURVEY, turn.answers, cursor(turn))
        assert 1 <= place.position <= place.total <= len(SURVEY.askable)


@pytest.mark.parametrize("first", ["1", "5"])
def test_whoever_keeps_answering_comes_to_an_end(first):
    plain = {"s": first, "donde": "2", "una": "1", "varias": "1", "dia": "ayer", "gasto": "2,5"}
    plain |= {"nota": "1.5", "marca": "otro", "marca_other": "zeta", "leido": "sí", "hora": "8:30"}
    turn, asked = begin(SURVEY, BEGAN), []
    while not isinstance(turn, Finish):
        asked.append(turn.question.name)
        turn = take(SURVEY, turn.answers, asked[-1], Typed(plain[asked[-1]]), "es")
    assert asked == list(plain) if first == "5" else ["s", "gasto", "nota", "leido", "hora"]
