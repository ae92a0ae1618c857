"""A questionnaire in a terminal, as a person would live it in the chat."""

from collections.abc import Callable
from datetime import datetime

from surveys import (
    Answers,
    Ask,
    AskAgain,
    Finish,
    Question,
    Skipped,
    Survey,
    Turn,
    Typed,
    as_text,
    back,
    began,
    begin,
    progress,
    take,
    wording,
)
from surveys.state import settle

WELCOME = "Escriba su respuesta, o bien: atrás, omitir, salir."
GOODBYE = "Cuestionario interrumpido."


def play(
    survey: Survey,
    read_line: Callable[[], str],
    write: Callable[[str], object],
    language: str = "es",
    *,
    now: datetime,
) -> Answers:
    """The answers that were given; the end of the input means «salir»."""
    write(f"{survey.title} ({survey.form_id} {survey.version})")
    write(WELCOME)
    turn = begin(survey, began(survey, now))
    while not isinstance(turn, Finish):
        _show(survey, turn, language, write)
        match _line(read_line):
            case "salir":
                write(GOODBYE)
                return turn.answers
            case "atrás" | "atras":
                turn = back(survey, turn.answers, turn.question.name)
            case "omitir":
                turn = take(survey, turn.answers, turn.question.name, Skipped(), language)
            case words:
                turn = take(survey, turn.answers, turn.question.name, Typed(words), language)
    _show_notes(survey, turn, language, write)
    return turn.answers


def _line(read_line: Callable[[], str]) -> str:
    try:
        return read_line().strip()
    except EOFError:
        return "salir"


def _show(
    survey: Survey, turn: Ask | AskAgain, language: str, write: Callable[[str], object]
) -> None:
    _show_notes(survey, turn, language, write)
    question = turn.question
    if isinstance(turn, AskAgain):
        write(f"! {turn.problem.say(language)}")
    place = progress(survey, turn.answers, question.name)
    told = settle(survey, turn.answers).texts
    label = wording.text(question, language, told)
    write(f"\n[{place.position}/{place.total}] {label}")
    hint = wording.hint(question, language, told)
    if hint:
        write(f"({hint})")
    if isinstance(turn, Ask) and turn.suggestion is not None:
        write(f"[{as_text(turn.suggestion)}]")
    for line in _options(question, language):
        write(line)


def _options(question: Question, language: str) -> list[str]:
    number = {name: typed for typed, name in question.numbers.items()}
    return [
        f"  {number.get(option.name, '-')}  {wording.choice(option, language)}"
        for option in question.choices
    ]


def _show_notes(survey: Survey, turn: Turn, language: str, write: Callable[[str], object]) -> None:
    told = settle(survey, turn.answers).texts
    for note in turn.notes:
        write(f"\n{wording.text(note, language, told)}")
