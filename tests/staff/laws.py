"""What a change in the consulates' tables must be: the act of a member who may do it.

A small model beside the bot. It believes none of the columns by which the bot decides: who wrote
what, what was shown and what is asked it knows by having watched.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.staff import presses
from tests.staff.kept import Kept, Row, content

WRITES = {"draft", "change", "write", "discard", "submit", "take back", "take back by hand"}
SENDS = {"approve", "reject", "pause", "resume", "stop", "again"}
RECORDS = {"record", "correct"}
MAY = {
    "operator": WRITES | RECORDS | {"pause", "stop"},
    "approver": SENDS,
    "administrator": WRITES | RECORDS | SENDS | {"revoke"},
}
STEERED = {
    ("submitted", "running"): "approve",
    ("submitted", "rejected"): "reject",
    ("submitted", "cancelled"): "stop",
    ("running", "paused"): "pause",
    ("paused", "running"): "resume",
    ("running", "cancelled"): "stop",
    ("paused", "cancelled"): "stop",
    ("done", "running"): "again",
}
UNDER_A_QUESTION = {presses.ANSWER, presses.MARK, presses.BACK, presses.FIGURES}

UNEVEN = "what was done and the audit log differ"
NO_RIGHT = "somebody did what they may not"
BY_AN_AUTHOR = "its author approved it"
NOT_SHOWN = "what was approved was not shown so"
ANOTHER_QUESTION = "a button counted that stood under another question"
UNAPPROVED = "people were told what nobody approved"

Deed = tuple[str, str | None, str | None]  # the act, of which consulate, on what


@dataclass
class Act:
    """One update of a member: the tables before and after it."""

    who: str  # the member's id
    pressed: str  # what the button carried; nothing of words
    before: Kept
    after: Kept

    @property
    def deeds(self) -> list[Deed]:
        return [*self._of_visits(), *self._of_broadcasts(), *self._of_figures(), *self._of_staff()]

    @property
    def logged(self) -> list[Row]:
        known = {it["id"] for it in self.before.audit_entry}
        return [it for it in self.after.audit_entry if it["id"] not in known]

    @property
    def approved(self) -> list[Row]:
        """As it stood before."""
        return [old for old, new in self._pairs("broadcast") if _steered(old, new) == "approve"]

    def _pairs(self, table: str) -> Iterator[tuple[Row | None, Row]]:
        old = {it["id"]: it for it in getattr(self.before, table)}
        return ((old.get(it["id"]), it) for it in getattr(self.after, table))

    def _of_visits(self) -> Iterator[Deed]:
        decided = {it[name] for it in self.approved for name in ("visit_id", "change_id")}
        for old, new in self._pairs("visit"):
            there = (new["consulate"], new["id"])
            if old is None:
                yield ("change" if new["replaces"] else "draft", *there)
            elif new["id"] in decided:
                continue
            elif content(old) != content(new):
                assert (old["state"], new["state"]) == ("draft", "draft"), UNAPPROVED
                yield ("write", *there)
            elif old["state"] != new["state"]:
                assert (old["state"], new["state"]) == ("draft", "discarded"), UNAPPROVED
                yield ("discard", *there)

    def _of_broadcasts(self) -> Iterator[Deed]:
        is_new = len(self.before.broadcast) < len(self.after.broadcast)
        for old, new in self._pairs("broadcast"):
            act = "submit" if old is None else _steered(old, new)
            if act == "stop" and is_new:
                act = "take back"
            if act:
                yield (act, new["consulate"], new["id"])

    def _of_figures(self) -> Iterator[Deed]:
        known = {it["id"] for it in self.before.observation}
        new = [it for it in self.after.observation if it["id"] not in known]
        yield from {("record", it["consulate"], it["visit_id"]) for it in new}

    def _of_staff(self) -> Iterator[Deed]:
        for old, new in self._pairs("staff_member"):
            if old is None or old["name"] != new["name"]:  # sealed anew with each invitation
                yield ("join", None, new["id"])
            elif new["revoked_at"] and not old["revoked_at"]:
                yield ("revoke", None, new["id"])
            else:
                is_own = new["id"] == self.who
                assert is_own or _asked(old) == _asked(new), NO_RIGHT


@dataclass
class Laws:
    """What was seen so far of the members' work."""

    authors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    shown: dict[tuple[str, str], object] = field(default_factory=dict)  # by broadcast and code
    handed_in: dict[str, object] = field(default_factory=dict)  # by broadcast
    stood: dict[str, set[object]] = field(default_factory=lambda: defaultdict(set))
    approved: set[str] = field(default_factory=set)

    def judge(self, act: Act) -> None:
        self._is_logged(act)
        for it in act.logged:
            self._is_allowed(act, it)
        self._is_of_its_question(act)
        for broadcast in act.approved:
            self._is_approved_by_another(act, broadcast)
        for deed in act.deeds:
            self._remember(act, deed)

    def sees(self, act: Act, buttons: list[str], texts: list[str]) -> None:
        """What the member reads after it."""
        asked = _asked(act.after.member(act.who))
        for data in buttons:
            self.stood[data].add(asked)
            press = presses.read(data)
            if press is not None and press.act == presses.APPROVE:
                broadcast = act.after.of_broadcast(str(press.subject))
                said = act.after.said_by(broadcast)
                assert {it["text"] for it in said[1]} <= set(texts), NOT_SHOWN
                self.shown[broadcast["id"], press.value] = said

    @staticmethod
    def _is_logged(act: Act) -> None:
        """Each act once; who says again what stands has written, too."""
        done = Counter(act.deeds)
        logged = Counter((_plain(it["act"]), it["consulate"], it["subject"]) for it in act.logged)
        beyond = logged - done
        assert done - logged == Counter(), UNEVEN
        assert beyond.total() <= 1, UNEVEN
        assert {name for name, *_ in beyond} <= {"write"}, UNEVEN

    @staticmethod
    def _is_allowed(act: Act, entry: Row) -> None:
        assert entry["staff_id"] == act.who, NO_RIGHT
        if entry["act"] == "join":
            return
        member, name = act.before.member(act.who), entry["act"]
        waited = {it["id"] for it in act.before.broadcast if it["state"] == "submitted"}
        if name == "stop" and entry["subject"] in waited:
            name = "take back by hand"
        assert member["revoked_at"] is None, NO_RIGHT
        assert name in MAY[member["role"]], NO_RIGHT
        assert entry["consulate"] in {None, *member["consulates"]}, NO_RIGHT
        if name == "revoke":
            gone = act.before.member(entry["subject"])
            assert set(gone["consulates"]) <= set(member["consulates"]), NO_RIGHT

    def _is_of_its_question(self, act: Act) -> None:
        is_under = act.pressed.partition(":")[0] in UNDER_A_QUESTION
        if is_under and act.before != act.after:
            asked = _asked(act.before.member(act.who))
            assert asked in self.stood[act.pressed], ANOTHER_QUESTION

    def _is_approved_by_another(self, act: Act, broadcast: Row) -> None:
        about = [it for it in (broadcast["visit_id"], broadcast["change_id"]) if it]
        authors = {it for one in [broadcast["id"], *about] for it in self.authors[one]}
        assert act.who not in authors, BY_AN_AUTHOR
        press = presses.read(act.pressed)
        assert press is not None, NOT_SHOWN
        said = self.shown.get((broadcast["id"], press.value))
        assert said == act.before.said_by(broadcast), NOT_SHOWN
        assert said == self.handed_in[broadcast["id"]], NOT_SHOWN
        self.approved.add(broadcast["id"])

    def _remember(self, act: Act, deed: Deed) -> None:
        name, _, subject = deed
        if name in WRITES and subject is not None:
            self.authors[subject].add(act.who)
        if name == "submit" and subject is not None:
            self.handed_in[subject] = act.after.said_by(act.after.of_broadcast(subject))
        for broadcast in act.approved:
            if broadcast["change_id"]:
                of_change = self.authors[broadcast["change_id"]]
                self.authors[broadcast["visit_id"]] |= of_change


def _steered(old: Row | None, new: Row) -> str | None:
    if old is None or old["state"] == new["state"]:
        return None
    return STEERED[old["state"], new["state"]]


def _asked(member: Row) -> tuple[str | None, str | None]:
    return member["visit"], member["asking"]


def _plain(act: str) -> str:
    return "record" if act in RECORDS else act
