"""The question about one field: where one is on the way, what it said before, ready answers."""

import re

from bot.staff import days, fields, hours, ready, values
from bot.staff.desk import Desk
from bot.staff.fields import Setting
from bot.staff.messages import Button, Messages, Rows
from bot.staff.presses import ANSWER, BACK, LEAVE, MARK, button
from bot.staff.words import say
from db.consulates import Consulate
from db.local_time import Twice
from db.visits import Visit, doubts, is_empty

_HEXADECIMAL = re.compile(r"[0-9a-f]{1,32}")
_SHORT = 16  # letters; buttons this short stand three in a row


async def setting(desk: Desk, visit: Visit) -> Setting:
    office = await desk.session.get_one(Consulate, visit.consulate)
    stands = await desk.session.get_one(Visit, visit.replaces) if visit.replaces else visit
    made_on = stands.first_day if stands.made_at else None
    return Setting(visit, office, desk.house.survey, desk.now, made_on)


async def show(desk: Desk, visit: Visit, field: str, notice: str | None = None) -> Messages:
    """Asks *field*. It changes nothing."""
    asked = await setting(desk, visit)
    is_several = field == "services"
    rows = _services(asked, ticked(desk, asked)) if is_several else _answers(asked, field)
    return desk.answer(question(asked, field), [*rows, *_ways(asked, field)], notice=notice)


def ticked(desk: Desk, asked: Setting) -> list[str]:
    """The services ticked, which a press itself carries; without one, those the visit has."""
    press, names = desk.press, asked.services.choice_names
    if press is None or (press.act, press.subject) != (MARK, asked.visit.id):
        return asked.visit.services or []
    number = press.value.rstrip("!")
    marks = int(number, 16) if _HEXADECIMAL.fullmatch(number) else 0
    return [name for place, name in enumerate(names) if marks >> place & 1]


def question(asked: Setting, field: str) -> str:
    visit, total = asked.visit, len(fields.asked(asked))
    place = len(fields.before("hours" if field == "fold" else field, asked)) + 1
    step = say("step", place=asked.office.city, position=place, total=total)
    town = visit.town or say("the_town")
    question = f"<b>{_wording(visit, field, town)}</b>\n{say(f'hint_{field}', town=town)}"
    lines = [f"<i>{step}</i>", question]
    if before := values.in_words(visit, field, asked.survey):
        lines.append(say("now_says", value=before))
    if field == "place" and visit.latitude is not None:
        lines.append(say("point_there"))
    return "\n\n".join(lines)


def _wording(visit: Visit, field: str, town: str) -> str:
    twice = next((it for it in doubts(visit) if isinstance(it, Twice)), None)
    if field == "fold" and twice:
        return say("ask_twice", day=days.in_words(twice.day), shown=hours.moment(twice.shown))
    return say(f"ask_{field}", town=town)


def _answers(asked: Setting, field: str) -> Rows:
    shown = [
        _answer(asked.visit, field, answer, label) for label, answer in ready.answers(asked, field)
    ]
    abreast = 3 if all(len(it.text) <= _SHORT for it in shown) else 1
    return [shown[i : i + abreast] for i in range(0, len(shown), abreast)]


def _services(asked: Setting, ticked: list[str]) -> Rows:
    names = asked.services.choice_names
    marks = sum(1 << place for place, name in enumerate(names) if name in ticked)
    rows = []
    for place, name in enumerate(names):
        box = "☑" if name in ticked else "☐"
        label = f"{box} {values.service_names([name], asked.survey)}"
        rows.append([button(label, MARK, asked.visit.id, f"{marks ^ 1 << place:x}")])
    done = [[button(say("done"), MARK, asked.visit.id, f"{marks:x}!")]] if marks else []
    return [*rows, *done]


def _ways(asked: Setting, field: str) -> Rows:
    """Back, on without a change, and out."""
    visit, earlier = asked.visit, fields.before(field, asked)
    ways = [button(say("back"), BACK, visit.id, field)] if earlier else []
    if field not in {"fold", "services"} and not is_empty(visit, field):
        ways.append(_answer(visit, field, "", say("keep")))
    leave = [button(say("leave"), LEAVE, visit.id)]
    return [ways, leave] if ways else [leave]


def _answer(visit: Visit, field: str, answer: str, label: str) -> Button:
    return button(label, ANSWER, visit.id, f"{field}={answer}")
