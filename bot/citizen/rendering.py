"""Turn → message: the question in words, where one is on the way, and the buttons."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton as Button
from aiogram.types import InlineKeyboardMarkup
from babel.dates import format_date, format_time

from bot.citizen import hint, keyboards, long_list, markdown
from bot.citizen.view import AS_ASKED, View
from bot.citizen.words import say
from db.consulates import Consulate
from db.interviews import Walk
from surveys import (
    Answers,
    Ask,
    AskAgain,
    Finish,
    Progress,
    Question,
    Turn,
    Value,
    as_text,
    at_hand,
    interview,
    wording,
)
from surveys.state import settle

_BAR = 10  # squares of the progress bar
_FEW = 8  # buttons with whole names that a small phone shows without scrolling
_GLIMPSE = 200  # letters of an earlier answer
_UNDERSTOOD = frozenset({"select_one", "select_multiple", "date", "time"})  # from words


@dataclass(frozen=True)
class Shown:
    """A message as the person sees it: Telegram's HTML and the buttons under it."""

    text: str
    buttons: InlineKeyboardMarkup | None = None


def shown(turn: Turn, walk: Walk, language: str, view: View = AS_ASKED) -> Shown:
    """The turn that a walk has come to, as the person looks at it."""
    match turn:
        case Finish(notes=notes):
            told = _told(turn, walk)
            closing = [markdown.to_html(wording.text(note, language, told)) for note in notes]
            thanks = say(language, "thanks", place=named(walk.consulate, language))
            return Shown("\n\n".join([*closing, thanks]))
        case Ask(question=question) | AskAgain(question=question):
            steps = interview.progress(walk.survey, turn.answers, question.name, walk.told)
            return Shown(
                _complaint(turn, language, view) + _question(turn, walk, steps, language, view),
                keyboards.under(turn, walk, steps, language, view),
            )


def _complaint(turn: Ask | AskAgain, language: str, view: View) -> str:
    if isinstance(turn, Ask) or long_list.found(turn.question, language, view.typed):
        return ""  # what was looked for and found is no mistake
    return f"⚠️ {html.escape(turn.problem.say(language))}\n\n"


def noted(turn: Turn, walk: Walk, asked: str | None, language: str) -> str | None:
    """What words were taken for: «1» may be meant as the first or as the worst."""
    question = walk.survey.by_name.get(asked or "")
    given = turn.answers.get(question.name) if question else None
    if question is None or given is None or isinstance(turn, AskAgain):
        return None
    if question.type not in _UNDERSTOOD:
        return None
    return say(language, "noted", answer=_in_words(question, given, language))


def _question(turn: Ask | AskAgain, walk: Walk, steps: Progress, language: str, view: View) -> str:
    question, told = turn.question, _told(turn, walk)
    place, done = walk.consulate.city, round(_BAR * (steps.position - 1) / steps.total)
    way = say(language, "progress", place=place, position=steps.position, total=steps.total)
    lines = [f"<i>{way}</i>", "▰" * done + "▱" * (_BAR - done), ""]
    lines += _opening(turn, language, told)
    lines.append(_emphatic(markdown.to_html(wording.text(question, language, told))))
    help_ = wording.hint(question, language, told)
    if help_ and (view.has_help or not hint.is_long(question, language)):
        lines.append(markdown.to_html(help_))
    lines += _how(question, walk.interview.marked, language, view)
    given = turn.answers.get(question.name)
    if given is not None:
        before = _in_words(question, given, language)
        lines += ["", say(language, "previous_answer", answer=before)]
    elif (suggested := at_hand(turn)) is not None:
        answer = _in_words(question, suggested, language)
        lines += ["", say(language, "suggestion", answer=answer)]
    return "\n".join(lines)


def _opening(turn: Ask | AskAgain, language: str, told: Answers) -> list[str]:
    """The notes; above those of a group that begins with this question stands its heading."""
    lines = [markdown.to_html(wording.text(it, language, told)) + "\n" for it in turn.notes]
    if heading := wording.heading(turn.question, language, told):
        within = [it.groups == turn.question.groups for it in turn.notes]
        lines.insert([*within, True].index(True), f"<u>{markdown.to_html(heading)}</u>\n")
    return lines


def _emphatic(label: str) -> str:
    """Bold, unless the author has said which words are."""
    return label if "<b>" in label else f"<b>{label}</b>"


def _how(question: Question, marked: list[str], language: str, view: View) -> list[str]:
    """How one answers what a button alone does not tell."""
    match question.type:
        case "select_multiple":
            lines = [say(language, "several")]
        case "date" | "time":
            lines = [say(language, f"how_{question.type}")]
        case _:
            lines = []
    last = long_list.pages(question)
    if last > 1:
        at = long_list.page(question, view)
        is_found = long_list.found(question, language, view.typed)
        lines.append(say(language, "found" if is_found else "pages", page=at, pages=last))
        if marked:  # maybe on another page
            answer = _labels(question, tuple(marked), language)
            lines.append(say(language, "marked", answer=answer))
    return lines


def _told(turn: Turn, walk: Walk) -> Answers:
    """The answers that labels may quote: those that count, and people's signs are no marks."""
    counting = settle(walk.survey, turn.answers).texts
    return {name: markdown.literal(_brief(it)) for name, it in counting.items() if it}


def _brief(value: Value | None) -> str:
    """What people wrote by its beginning: with all of it a message might be too long."""
    text = as_text(value)
    return f"{text[:_GLIMPSE]}…" if len(text) > _GLIMPSE else text


def _in_words(question: Question, value: Value, language: str) -> str:
    match question.type, value:
        case "date", str():
            return format_date(date.fromisoformat(value), "long", locale=language)
        case "time", str():
            return format_time(time.fromisoformat(value), "short", locale=language)
        case "acknowledge", _:
            return say(language, "understood")
        case _ if not question.choices:
            return _brief(value)
        case _:
            return _labels(question, value, language)


def _labels(question: Question, value: Value, language: str) -> str:
    names = as_text(value).split()
    labels = (wording.choice(it, language) for it in question.choices if it.name in names)
    return ", ".join(markdown.plain(it) for it in labels)


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
        InlineKeyboardMarkup(inline_keyboard=keyboards.rows(buttons, 1 if few else 2)),
    )


def _short(office: Consulate) -> str:
    return f"{office.city} (honorario)" if office.kind == "honorary" else office.city


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
