"""A proposal: what would be said of a visit, before anything is frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bot.broadcasting import notice
from bot.staff import freezing, reading
from bot.staff.desk import Desk
from db import visits
from db.broadcasts import BroadcastKind, Content, Refused
from db.consulates import Consulate
from db.staff import Act
from db.visits import CONTENT, Visit, VisitState


@dataclass(frozen=True)
class Proposal:
    """What would be said of *visit*, as its *draft* has it: itself, or its change."""

    kind: BroadcastKind
    visit: Visit
    draft: Visit
    contents: Mapping[str, Content]

    @property
    def writers(self) -> set[UUID]:
        return {*self.visit.writers, *self.draft.writers}

    @property
    def change_id(self) -> UUID | None:
        return None if self.draft is self.visit else self.draft.id


async def of_draft(desk: Desk) -> Proposal | Refused:
    """Of the draft that was pressed: a notice, or the correction of what was announced.

    Of a visit announced before, a notice for those who have not been told of it yet.
    The draft is locked before its visit, here and wherever both are.
    """
    draft = await _pressed(desk)
    if isinstance(draft, Refused):
        return draft
    if draft.state not in {VisitState.DRAFT, VisitState.ANNOUNCED}:
        return Refused("notice_not_now")
    if visits.next_field(draft) is not None:
        return Refused("notice_incomplete")
    if draft.replaces is None:
        consulate = await _consulate(desk, draft)
        contents = notice.notice(draft, consulate, desk.house.survey)
        return _checked(desk, Proposal(BroadcastKind.NOTICE, draft, draft, contents))
    return await _correction(desk, draft, draft.replaces)


async def _correction(desk: Desk, draft: Visit, visit_id: UUID) -> Proposal | Refused:
    visit = await visits.seen_by(desk.session, desk.member, visit_id, lock=True)
    if visit is None or visit.state != VisitState.ANNOUNCED:
        return Refused("notice_not_now")
    if moves_what_was_made(visit, draft):
        return Refused("visit_made_day")
    if await freezing.digest(desk.session, draft) == await freezing.digest(desk.session, visit):
        return Refused("notice_unchanged")
    corrected = Visit(  # the buttons under a correction are those of the visit, not of its draft
        **draft.model_dump(include=set(CONTENT)),
        id=visit.id,
        consulate=visit.consulate,
        writers=[],
        created_at=visit.created_at,
    )
    consulate = await _consulate(desk, draft)
    contents = notice.correction(corrected, visit, consulate, desk.house.survey)
    return _checked(desk, Proposal(BroadcastKind.CORRECTION, visit, draft, contents))


def moves_what_was_made(visit: Visit, draft: Visit) -> bool:
    """Whom a visit served is counted in the month in which it began."""
    return visit.made_at is not None and draft.first_day != visit.first_day


async def of_cancellation(desk: Desk) -> Proposal | Refused:
    visit = await _pressed(desk)
    if isinstance(visit, Refused):
        return visit
    if visit.state != VisitState.ANNOUNCED:
        return Refused("notice_not_now")
    if visit.made_at is not None:
        return Refused("visit_was_made")
    contents = notice.cancellation(visit, await _consulate(desk, visit))
    return _checked(desk, Proposal(BroadcastKind.CANCELLATION, visit, visit, contents))


def _checked(desk: Desk, proposal: Proposal) -> Proposal | Refused:
    if visits.is_over(proposal.draft, desk.now):
        return Refused("notice_past")
    if reading.is_too_long(proposal.contents):
        return Refused("notice_too_long")
    return proposal


async def _pressed(desk: Desk) -> Visit | Refused:
    """The visit under the button, locked, if this member may write it."""
    subject = desk.press.subject if desk.press else None
    if subject is None:
        return Refused("not_found")
    visit = await visits.seen_by(desk.session, desk.member, subject, lock=True)
    if visit is None:
        return Refused("not_found")
    if not desk.member.may(Act.WRITE, visit.consulate):
        return Refused("not_allowed")
    return visit


async def _consulate(desk: Desk, visit: Visit) -> Consulate:
    return await desk.session.get_one(Consulate, visit.consulate)
