"""Turn → message: the question in words, where one is on the way, and the buttons."""

import html
from collections.abc import Callable
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton as Button
from aiogram.types import InlineKeyboardMarkup

from bot.citizen import presses
from bot.citizen.words import say
from db.consulates import Consulate
from db.interviews import Interview, Walk
from surveys import (
    Answers,
    Ask,
    AskAgain,
    Finish,
    Progress,
    Question,
    Skipped,
    Survey,
    Turn,
    Value,
    as_text,
    interview,
    wording,
)

_BAR = 10  # squares of the progress bar
_FEW = 8  # buttons with whole names that a small phone shows without scrolling
_GLIMPSE = 200  # letters of an earlier answer
_SHORT = 12  # letters; buttons this short stand two in a row


@dataclass(frozen=True)
class Shown:
    """A message as the person sees it: Telegram's HTML and the buttons under it."""

    text: str
    buttons: InlineKeyboardMarkup | None = None


def shown(turn: Turn, walk: Walk, language: str) -> Shown:
    """The turn that a walk has come to."""
    match turn:
        case Finish(answers=answers, notes=notes):
            told = _in_brief(answers)
            closing = [html.escape(wording.text(note, language, told)) for note in notes]
            thanks = say(language, "thanks", place=named(walk.consulate, language))
            return Shown("\n\n".join([*closing, thanks]))
        case Ask(question=question) | AskAgain(question=question):
            steps = interview.progress(walk.survey, turn.answers, question.name, walk.told)
            return Shown(
                _complaint(turn, language) + _question(turn, walk, steps, language),
                _keyboard(turn, walk, steps, language),
            )


def _complaint(turn: Ask | AskAgain, language: str) -> str:
    if isinstance(turn, Ask):
        return ""
    return f"⚠️ {html.escape(turn.problem.say(language))}\n\n"


def noted(turn: Turn, walk: Walk, asked: str | None, language: str) -> str | None:
    """Which choice typed words were taken for: «1» may be meant as the first or as the worst."""
    question = walk.survey.by_name.get(asked or "")
    given = turn.answers.get(question.name) if question else None
    if question is None or not question.choices or given is None or isinstance(turn, AskAgain):
        return None
    return say(language, "noted", answer=_in_words(question, given, language))


def _question(turn: Ask | AskAgain, walk: Walk, steps: Progress, language: str) -> str:
    question, answers = turn.question, _in_brief(turn.answers)
    place, done = walk.consulate.city, round(_BAR * (steps.position - 1) / steps.total)
    way = say(language, "progress", place=place, position=steps.position, total=steps.total)
    lines = [
        f"<i>{way}</i>",
        "▰" * done + "▱" * (_BAR - done),
        "",
        *(html.escape(wording.text(note, language, answers)) + "\n" for note in turn.notes),
        f"<b>{html.escape(wording.text(question, language, answers))}</b>",
    ]
    if hint := wording.hint(question, language, answers):
        lines.append(html.escape(hint))
    if question.type == "select_multiple":
        lines.append(say(language, "several"))
    if answers.get(question.name) is not None:
        before = _in_words(question, answers[question.name], language)
        lines += ["", say(language, "previous_answer", answer=before)]
    return "\n".join(lines)


def _in_brief(answers: Answers) -> Answers:
    """What people wrote by its beginning: with all of it a message might be too long."""
    return {
        name: f"{value[:_GLIMPSE]}…" if isinstance(value, str) and len(value) > _GLIMPSE else value
        for name, value in answers.items()
    }


def _keyboard(
    turn: Ask | AskAgain, walk: Walk, steps: Progress, language: str
) -> InlineKeyboardMarkup:
    question, held = turn.question, walk.interview
    rows = _choices(question, held, language)
    if question.type == "select_multiple":
        rows.append([_button(say(language, "done"), held, presses.DONE)])
    ways = []
    if steps.position > 1:
        ways.append(_button(say(language, "back"), held, presses.BACK))
    elif held.entry is None:
        ways.append(_button(say(language, "change_consulate"), held, presses.ELSEWHERE))
    if turn.answers.get(question.name) is not None:
        if question.type != "select_multiple":  # whose marks stand, and are left by "done"
            ways.append(_button(say(language, "keep"), held, presses.KEEP))
    elif _may_skip(turn, walk.survey, language):
        ways.append(_button(say(language, "skip"), held, presses.SKIP))
    return InlineKeyboardMarkup(inline_keyboard=[*rows, ways] if ways else rows)


def _may_skip(turn: Ask | AskAgain, survey: Survey, language: str) -> bool:
    """Whether going on without an answer would be accepted: the interview itself is asked."""
    name = turn.question.name
    return not isinstance(
        interview.take(survey, turn.answers, name, Skipped(), language), AskAgain
    )


def _in_words(question: Question, value: Value | None, language: str) -> str:
    if not question.choices:
        return as_text(value)
    names = as_text(value).split()
    return ", ".join(wording.choice(it, language) for it in question.choices if it.name in names)


def _choices(question: Question, held: Interview, language: str) -> list[list[Button]]:
    labels = [wording.choice(choice, language) for choice in question.choices]
    if question.type == "select_multiple":
        marked = set(held.marked)
        return [
            [
                _button(f"☑ {label}", held, presses.UNMARK, str(index))
                if choice.name in marked
                else _button(f"☐ {label}", held, presses.MARK, str(index))
            ]
            for index, (choice, label) in enumerate(zip(question.choices, labels, strict=True))
        ]
    buttons = [_button(label, held, presses.CHOOSE, str(i)) for i, label in enumerate(labels)]
    abreast = 2 if not question.is_scale and all(len(label) <= _SHORT for label in labels) else 1
    return _rows(buttons, abreast)


def _button(text: str, held: Interview, act: str, value: str = "") -> Button:
    return Button(text=text, callback_data=presses.packed(held.turn, act, value))


def consulates(
    found: list[Consulate], language: str, data: Callable[[Consulate], CallbackData]
) -> Shown:
    """The offices that may be meant: a few by their names, many by their cities, two abreast."""
    few = len(found) <= _FEW
    buttons = [
        Button(text=office.name if few else _short(office), callback_data=data(office).pack())
        for office in found
    ]
    return Shown(
        say(language, "which_consulate"),
        InlineKeyboardMarkup(inline_keyboard=_rows(buttons, 1 if few else 2)),
    )


def _short(office: Consulate) -> str:
    return f"{office.city} (honorario)" if office.kind == "honorary" else office.city


def _rows(buttons: list[Button], abreast: int) -> list[list[Button]]:
    return [buttons[i : i + abreast] for i in range(0, len(buttons), abreast)]


def visiting(town: str, consulate: Consulate, language: str) -> str:
    """The office as it served away from home: «la visita a Toledo del Consulado …»."""
    if language != "es":
        return f"{named(consulate, language)}, visiting {town},"
    of = "de la" if consulate.name.startswith("Sección") else "del"
    return f"la visita a {town} {of} {consulate.name}"


def named(consulate: Consulate, language: str) -> str:
    """The office's own name with the article Spanish asks for: el consulado, la sección."""
    if language != "es":
        return f"the {consulate.name}"
    return f"{'la' if consulate.name.startswith('Sección') else 'el'} {consulate.name}"
