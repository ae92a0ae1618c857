"""What one step of an interview costs, without a database: `python -m tests.bench.step`.

The answers come as JSON, the reply is taken, all is computed anew, the answers go as JSON; nothing
is remembered between two steps, as between two processes. A form of 30 questions has 64 formulas.
"""

import json
from collections.abc import Iterator

from surveys import Answers, Finish, Survey, Typed, begin, load, restore, take
from surveys.state import _settled
from tests.bench.table import Row, show
from tests.bench.timing import medians, short

SIZES, TURNS = (10, 30, 100, 300), 9
STEPS = 20
HEAD = "type name label relevant constraint calculation"


def form(size: int) -> bytes:
    """Whole numbers, each asked by the one before and bounded; a sum after every fourth."""
    rows = [f"| | {' | '.join(HEAD.split())} |", "| | select_one s | s | Satisfaction | | | |"]
    for n in range(size - 1):
        relevant = f"${{q{n - 1}}} != 77" if n else ""
        rows.append(f"| | integer | q{n} | Question {n} | {relevant} | . >= 0 and . < 99 | |")
        if n % 4 == 3:
            total = " + ".join(f"${{q{it}}}" for it in range(n - 3, n + 1))
            rows.append(f"| | calculate | c{n} | | | | {total} |")
    levels = "\n".join(f"| | s | {it} | Level {it} |" for it in range(1, 6))
    settings = "| | form_id | version | default_language |\n| | bench | 1 | English (en) |"
    survey = "\n".join(rows)
    return (
        f"| survey |\n{survey}\n| choices |\n| | list_name | name | label |\n{levels}\n"
        f"| settings |\n{settings}\n"
    ).encode()


def loaded(size: int) -> Survey:
    survey = load(form(size), ".md")
    assert isinstance(survey, Survey), survey
    return survey


def state(answers: Answers) -> str:
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"))


def half_way(survey: Survey) -> str:
    """The answers to the first half of the questions."""
    turn = begin(survey)
    for _ in range(len(survey.askable) // 2):
        assert not isinstance(turn, Finish)
        turn = take(survey, turn.answers, turn.question.name, Typed("3"), "en")
    return state(turn.answers)


def step(survey: Survey, stored: str) -> str:
    _settled.cache_clear()
    asked = survey.askable[len(survey.askable) // 2].name
    turn = take(survey, restore(json.loads(stored)), asked, Typed("3"), "en")
    return state(turn.answers)


def measured(turns: int) -> Iterator[Row]:
    surveys = {size: loaded(size) for size in SIZES}
    stored = {size: half_way(survey) for size, survey in surveys.items()}

    def steps(size: int) -> None:
        for _ in range(STEPS):
            step(surveys[size], stored[size])

    works = [lambda size=size: steps(size) for size in SIZES]
    took = [it / STEPS for it in medians(turns, *works)]
    for size, seconds in zip(SIZES, took, strict=True):
        formulas = sum(_formulas(it) for it in surveys[size].questions)
        yield Row(
            f"A step of an interview, {size} questions, {formulas} formulas",
            f"{short(seconds)}; state {len(stored[size]):,} bytes half-way",
            f"{SIZES[0]} questions {short(took[0])}",
            seconds / took[0],
        )


def _formulas(question) -> int:
    found = (question.relevant, question.required, question.constraint, question.calculation)
    return sum(it is not None for it in found)


def measure(turns: int = TURNS) -> list[Row]:
    return list(measured(turns))


if __name__ == "__main__":
    show(measure)
