"""What holds for any person, however they answer, correct, skip and come back."""

import json
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import (
    AskAgain,
    Chosen,
    Finish,
    Skipped,
    Survey,
    Typed,
    Unreadable,
    back,
    begin,
    current,
    load,
    progress,
    relevant_answers,
    restore,
    take,
)

FORM = """
| survey |
| | type | name | label | required | relevant | constraint | calculation |
| | select_one n | s | ¿Satisfecho? | yes | | | |
| | note | aviso | Aviso ${total} | | ${total} > 3 | | |
| | integer | a | A | | ${s} != 'na' | . >= 0 | |
| | integer | b | B | ${a} > 2 | ${s} > 1 | . <= ${a} or ${a} = '' | |
| | calculate | total | | | ${s} != 3 | | coalesce(${a}, 0) + coalesce(${b}, 0) |
| | select_multiple n | m | M | | ${total} > 3 or ${s} = 'na' | count-selected(.) <= 2 | |
| | text | t | T | | not(selected(${m}, 'na')) | regex(., '^[a-z]+$') | |
| | note | fin | Fin | | | | |
| choices |
| | list_name | name | label |
| | n | 1 | Uno |
| | n | 2 | Dos |
| | n | 3 | Tres |
| | n | 4 | Cuatro |
| | n | 5 | Cinco |
| | n | na | No aplica |
| settings |
| | form_id | version | default_language |
| | leyes | 1 | Español (es) |
"""
loaded = load(FORM.encode(), ".md")
assert isinstance(loaded, Survey), loaded
SURVEY = loaded

REPLIES = st.one_of(
    st.sampled_from(
        ["1", "2", "3", "4", "5", "no aplica", "1,2", "1 2 3", "0", "abc", "-1", ""]
    ).map(Typed),
    st.text(max_size=10).map(Typed),
    st.lists(st.sampled_from(["1", "3", "5", "na", "x"]), max_size=3).map(
        lambda names: Chosen(tuple(names))
    ),
    st.just(Skipped()),
    st.just(Unreadable("photo")),
)
MOVES = st.lists(st.one_of(REPLIES, st.just("back")), max_size=30)


def cursor(turn):
    return None if isinstance(turn, Finish) else turn.question.name


def moved(survey, turn, step):
    if step == "back":
        return back(survey, turn.answers, cursor(turn))
    return take(survey, turn.answers, cursor(turn), step, "es")


move = partial(moved, SURVEY)


@settings(deadline=None)
@given(MOVES)
def test_no_accepted_answer_is_ever_lost(moves):
    turn = begin(SURVEY)
    for step in moves:
        before, asked = turn, cursor(turn)
        turn = move(before, step)
        for name, value in before.answers.items():
            if name not in {asked, "total"}:
                assert turn.answers[name] == value
        if step == "back" or (isinstance(turn, AskAgain) and cursor(turn) == asked):
            assert turn.answers == before.answers


@settings(deadline=None)
@given(MOVES)
def test_an_interview_resumes_from_json_as_if_nothing_had_happened(moves):
    turn = begin(SURVEY)
    for step in moves:
        stored = restore(json.loads(json.dumps(turn.answers)))
        assert stored == turn.answers
        resumed = current(SURVEY, stored, cursor(turn))
        assert (cursor(resumed), resumed.answers) == (cursor(turn), turn.answers)
        turn = move(turn, step)


@settings(deadline=None)
@given(MOVES)
def test_progress_stays_within_its_total(moves):
    turn = begin(SURVEY)
    for step in moves:
        turn = move(turn, step)
        place = progress(SURVEY, turn.answers, cursor(turn))
        assert 1 <= place.position <= place.total <= 5


@settings(deadline=None)
@given(MOVES)
def test_whoever_keeps_answering_comes_to_an_end_with_valid_answers_only(moves):
    turn = begin(SURVEY)
    for step in moves:
        turn = move(turn, step)
    plain = {"s": "4", "a": "2", "b": "0", "m": "1", "t": "hola"}
    turn = current(SURVEY, turn.answers, None)
    for _ in range(20):
        if isinstance(turn, Finish):
            break
        turn = take(
            SURVEY, turn.answers, turn.question.name, Typed(plain[turn.question.name]), "es"
        )
    assert isinstance(turn, Finish)
    counted = relevant_answers(SURVEY, turn.answers)
    assert counted["s"] in {"1", "2", "3", "4", "5", "na"}
    assert counted.get("a") is None or counted["a"] >= 0
    assert len(counted.get("m") or ()) <= 2
    if counted.get("a") is not None and counted.get("b") is not None:
        assert counted["b"] <= counted["a"]
