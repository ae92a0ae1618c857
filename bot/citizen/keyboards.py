"""The buttons under a question, laid out by how many there are and how long their words."""

from math import ceil

from aiogram.types import InlineKeyboardButton as Button
from aiogram.types import InlineKeyboardMarkup

from bot.citizen import hint, long_list, markdown, month, presses
from bot.citizen.view import View
from bot.citizen.words import say
from db.interviews import Interview, Walk
from surveys import (
    Ask,
    AskAgain,
    Progress,
    Question,
    Skipped,
    Survey,
    at_hand,
    interview,
    wording,
)

_FACES = dict(zip("12345", "😞🙁😐🙂😀", strict=True))
_ROW = 28  # letters that a small phone shows, with two for the edges of each button
_MOST = 8  # buttons in a row, by Telegram
_NUMBERS = 32  # of a range; among more of them one types


def under(
    turn: Ask | AskAgain, walk: Walk, steps: Progress, language: str, view: View
) -> InlineKeyboardMarkup:
    """The answers, and below them the ways back, on and aside."""
    question, held = turn.question, walk.interview
    laid = _answers(question, held, language, view)
    if hint.is_long(question, language) and not view.has_help:
        laid.append([_button(say(language, "hint"), held, presses.HELP)])
    ways = []
    if steps.position > 1:
        ways.append(_button(say(language, "back"), held, presses.BACK))
    elif held.entry is None:
        ways.append(_button(say(language, "change_consulate"), held, presses.ELSEWHERE))
    if at_hand(turn) is not None and question.type != "select_multiple":  # whose marks stand
        ways.append(_button(say(language, "keep"), held, presses.KEEP))
    if turn.answers.get(question.name) is None and _may_skip(turn, walk.survey, language):
        ways.append(_button(say(language, "skip"), held, presses.SKIP))
    return InlineKeyboardMarkup(inline_keyboard=[*laid, ways] if ways else laid)


def rows(buttons: list[Button], count: int) -> list[list[Button]]:
    return [buttons[i : i + count] for i in range(0, len(buttons), count)]


def _may_skip(turn: Ask | AskAgain, survey: Survey, language: str) -> bool:
    """Whether going on without an answer would be accepted: the interview itself is asked."""
    name = turn.question.name
    return not isinstance(
        interview.take(survey, turn.answers, name, Skipped(), language), AskAgain
    )


def _answers(question: Question, held: Interview, language: str, view: View) -> list[list[Button]]:
    """The buttons that answer, and those that lead to more of them."""
    match question.type:
        case "select_one" | "select_multiple":
            return _choices(question, held, language, view)
        case "range" if question.range and len(question.range.values) <= _NUMBERS:
            values = enumerate(question.range.values)
            return _abreast([_button(it, held, presses.CHOOSE, str(at)) for at, it in values])
        case "date":
            return _days(held, language, view)
        case "acknowledge":
            return [[_button(say(language, "understood"), held, presses.CHOOSE, "0")]]
        case _:
            return []


def _abreast(buttons: list[Button]) -> list[list[Button]]:
    """Rows as full as the longest words allow, and as equal as their number allows."""
    widest = max((len(it.text) for it in buttons), default=0)
    fitting = min(_MOST, max(1, _ROW // (widest + 2)))
    count = ceil(len(buttons) / ceil(len(buttons) / fitting)) if buttons else 1
    return rows(buttons, count)


def _button(text: str, held: Interview, act: str, value: str = "") -> Button:
    return Button(text=text, callback_data=presses.packed(held.turn, act, value))


def _choices(question: Question, held: Interview, language: str, view: View) -> list[list[Button]]:
    places = long_list.places(question, language, view)
    labels = [(at, _label(question, at, language)) for at in places]
    if question.type == "select_multiple":
        marked = set(held.marked)
        buttons = [
            _button(f"☑ {label}", held, presses.UNMARK, str(at))
            if question.choices[at].name in marked
            else _button(f"☐ {label}", held, presses.MARK, str(at))
            for at, label in labels
        ]
        done = _button(say(language, "done"), held, presses.DONE)
        return [*rows(buttons, 1), *_turning(question, held, view), [done]]
    buttons = [_button(label, held, presses.CHOOSE, str(at)) for at, label in labels]
    laid = rows(buttons, 1) if question.is_scale else _abreast(buttons)
    return [*laid, *_turning(question, held, view)]


def _label(question: Question, at: int, language: str) -> str:
    choice = question.choices[at]
    label = markdown.plain(wording.choice(choice, language))
    if "likert" in question.appearance and question.is_scale and choice.name in _FACES:
        return f"{_FACES[choice.name]} {label}"
    return label


def _turning(question: Question, held: Interview, view: View) -> list[list[Button]]:
    """The ways to the pages before and after, in a circle: they stay under the finger."""
    last, at = long_list.pages(question), long_list.page(question, view)
    if last == 1:
        return []
    before, after = at - 1 or last, at % last + 1
    ways = (("◀", before), ("▶", after))
    return [[_button(arrow, held, presses.PAGE, str(to)) for arrow, to in ways]]


def _days(held: Interview, language: str, view: View) -> list[list[Button]]:
    if view.month is not None:
        return month.days(view.month, held.turn, language)
    usual = [_button(say(language, it), held, presses.SAY, it) for it in ("today", "yesterday")]
    return [usual, [_button(say(language, "other_day"), held, presses.PAGE)]]
