"""What waits for approval and what runs; and one of them, read as people will read it."""

from bot.staff import freezing, reading, standing
from bot.staff.colleagues import called, writers
from bot.staff.desk import Desk
from bot.staff.messages import Messages, Rows
from bot.staff.paging import page_of
from bot.staff.presses import APPROVE, NOTICES, REJECT, REVIEW, STOP, button
from bot.staff.words import say
from db import broadcasts, reach, visits, watches
from db.broadcasts import Broadcast, BroadcastState
from db.staff import Act
from db.visits import Visit


async def listing(desk: Desk) -> Messages:
    """/avisos, and NOTICES with a page: within the member's scope, the oldest first."""
    session, member = desk.session, desk.member
    waiting = await broadcasts.waiting_for(session, member)
    running = await watches.running_for(session, member)
    page = page_of(desk, [*waiting, *running])
    blocks, rows = [], []
    for key, found in (("notices_waiting", waiting), ("notices_running", running)):
        shown = [it for it in page.shown if it in found]
        stands = [await standing.standing(session, desk.house.keyring, it) for it in shown]
        if stands:
            blocks.append("\n".join([say(key), *(f"· {it.label}" for it in stands)]))
            rows += [[button(reading.plain(it.label), REVIEW, it.broadcast.id)] for it in stands]
    text = "\n\n".join([*blocks, *page.lines])
    return desk.answer(text or say("notices_none"), [*rows, *page.turning(NOTICES)])


async def review(desk: Desk) -> Messages:
    """What waits is shown word for word, with the decision below; of the rest, how it stands."""
    subject = desk.press.subject if desk.press else None
    broadcast = subject and await broadcasts.seen_by(desk.session, desk.member, subject)
    if not broadcast or not desk.member.may(Act.SEE, broadcast.consulate):
        return desk.say(say("not_found"))
    if broadcast.state != BroadcastState.SUBMITTED:
        return await show(desk, broadcast)
    return await _word_for_word(desk, broadcast)


async def show(desk: Desk, broadcast: Broadcast, notice: str | None = None) -> Messages:
    """How it stands, where the member is looking."""
    stands = await standing.standing(desk.session, desk.house.keyring, broadcast)
    buttons = standing.buttons(broadcast, desk.member)
    return desk.answer(standing.text(stands), buttons, notice=notice)


async def _word_for_word(desk: Desk, broadcast: Broadcast) -> Messages:
    draft = await draft_of(desk, broadcast)
    texts = await broadcasts.texts(desk.session, broadcast.id)
    picture = await visits.flyer_of(desk.session, draft)
    stands = await standing.standing(desk.session, desk.house.keyring, broadcast)
    people = await reach.of_broadcast(desk.session, broadcast.id)
    outdated = await freezing.is_outdated(desk.session, broadcast, draft)
    lines = [
        stands.heading,
        reading.audience(broadcast.kind, people, broadcast.excluded),
        say("review_writers", names=called(desk, await writers(desk, broadcast))),
    ]
    if outdated:
        lines.append(say("broadcast_outdated"))
    elif standing.may_approve(broadcast, desk.member):
        lines.append(say("review_decide"))
    elif desk.member.id in broadcast.writers:
        lines.append(say("review_own"))
    buttons = _decision(desk, broadcast, outdated=outdated)
    read = reading.exactly(desk.chat, texts, draft, picture)
    return [*read, *desk.say("\n\n".join(lines), buttons)]


async def stands(desk: Desk) -> Messages:
    """After a press that was delivered twice: what became of it."""
    subject = desk.press.subject if desk.press else None
    broadcast = subject and await broadcasts.seen_by(desk.session, desk.member, subject)
    return await show(desk, broadcast) if broadcast else desk.say(say("not_found"))


def _decision(desk: Desk, broadcast: Broadcast, *, outdated: bool) -> Rows:
    rows = []
    if standing.may_approve(broadcast, desk.member):
        if not outdated:
            approve = button(say("review_approve"), APPROVE, broadcast.id, broadcast.code)
            rows.append([approve])
        rows.append([button(say("review_reject"), REJECT, broadcast.id)])
    if desk.member.may(Act.WRITE, broadcast.consulate):
        rows.append([button(say("review_take_back"), STOP, broadcast.id)])
    return rows


async def draft_of(desk: Desk, broadcast: Broadcast) -> Visit:
    """What the broadcast speaks of, as its writers have it."""
    return await desk.session.get_one(Visit, broadcast.change_id or broadcast.visit_id)
