"""T16: nobody comes to more rights by what they may do, and what is not allowed is refused."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff import presses as p
from bot.staff.routes import COMMANDS, PRESSES
from db.staff import Act, Role, StaffMember
from tests.staff.affairs import press
from tests.threats.budget import FEW
from tests.threats.ministry import Ministry
from tests.threats.test_stolen_phone import id_of

# What each button may change, and the right it needs; None changes nothing but where one stands.
POLICY = {
    **dict.fromkeys((p.NEW, p.CHANGE, p.ANSWER, p.MARK, p.EDIT, p.DISCARD), Act.WRITE),
    **dict.fromkeys((p.SUBMIT, p.WITHDRAW), Act.WRITE),
    **dict.fromkeys((p.SERVED, p.FIGURES), Act.RECORD),
    **dict.fromkeys((p.APPROVE, p.REJECT), Act.APPROVE),
    **dict.fromkeys((p.RESUME, p.AGAIN), Act.GO_ON),
    **dict.fromkeys((p.PAUSE, p.STOP), Act.STOP),
    p.REVOKE: Act.REVOKE,
    **dict.fromkeys((p.BACK, p.LEAVE, p.OPEN, p.LIST, p.OFFICES, p.PREVIEW, p.EXAMPLE), None),
    **dict.fromkeys((p.NOTICES, p.REVIEW, p.COLLEAGUES), None),
    p.SHARE: Act.SEE,  # opens the codes of an announced visit, if they were not
}
SAYS = {p.NEW: "MAD", p.ANSWER: "town=Lugo", p.MARK: "1!", p.BACK: "town", p.EDIT: "town"}
RIGHTS = "SELECT id, role, consulates, units FROM staff_member ORDER BY id"
INVITED = "SELECT count(*) FROM staff_invitation"
NAMES = ("Carmen", "Luis", "Adela", "Pedro", "Pía", "Zoila")


def test_every_button_has_its_policy():
    """A new one must be thought about."""
    assert POLICY.keys() == PRESSES.keys()


def subjects(ministry: Ministry) -> tuple:
    """A draft, what waits for approval, what was announced, and a colleague."""
    waiting = ministry.hands_in(ministry.drafts())
    announced = ministry.rows("SELECT id FROM visit WHERE town = 'Toledo'")[0][0]
    return waiting, (waiting.visit_id, waiting.id, announced, id_of(ministry, "Carmen"))


def says(act: str, code: str) -> str:
    return SAYS.get(act, code if act == p.APPROVE else "!")


def try_what_is_not_allowed(ministry: Ministry, role: Role) -> None:
    waiting, those = subjects(ministry)
    may = {it for it in Act if member(role).may(it, "MAD")}
    if role is not Role.PLANNER:
        assert any(need in may for need in POLICY.values()), "some of it is allowed"
    ministry.world.do(ministry.hires("Pía", role, ["MAD"]))
    ministry.staff.say("Pía", "/visitas")
    before = ministry.kept()
    for act, subject in product(POLICY, those):
        if POLICY[act] not in may:
            ministry.staff.press("Pía", press(act, subject, says(act, waiting.code)))
    assert ministry.kept() == before, "something that is not allowed was done"


def member(role: Role) -> StaffMember:
    return StaffMember(
        fingerprint=b"", telegram_id=b"", name=b"", role=role, consulates=["MAD"], joined_at=None
    )


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_not_do_is_refused_at_every_button(ministry, role):
    try_what_is_not_allowed(ministry, role)


def test_a_bot_that_allows_everything_is_found_out(ministry, monkeypatch):
    """The negative control."""
    assert not member(Role.OPERATOR).may(Act.APPROVE, "MAD")

    def anything(self, act, _consulate):
        return self.fingerprint != b"" or act is Act.WRITE

    monkeypatch.setattr(StaffMember, "may", anything)
    with pytest.raises(AssertionError, match="not allowed was done"):
        try_what_is_not_allowed(ministry, Role.OPERATOR)


def test_no_sequence_of_acts_gives_anybody_a_right(ministry):
    """Roles and scopes are given at the terminal alone: nothing said to a bot changes them."""
    waiting, those = subjects(ministry)
    ministry.world.do(ministry.hires("Pía", Role.PLANNER, ["MAD"]))
    rights, invited = ministry.rows(RIGHTS), ministry.rows(INVITED)
    code = st.sampled_from(["/start MAD-PASAPORTE", "/start " + "A" * 24, "/start"])
    commands = st.sampled_from([f"/{it}" for it in COMMANDS])
    typed = st.sampled_from(["Lugo", "administrador", "MAD", "*", "3", "sí", "No me gusta"])
    pressed = st.tuples(st.sampled_from(sorted(POLICY)), st.sampled_from(range(len(those))))
    step = st.tuples(
        st.sampled_from(NAMES), st.one_of(code, commands, typed, pressed, pressed, pressed)
    )
    for name in NAMES:
        ministry.staff.say(name, "/ayuda")

    @FEW
    @given(st.lists(step, min_size=20, max_size=20))
    def live(steps):
        ministry.alters("UPDATE staff_member SET revoked_at = NULL")
        for name, what in steps:
            if isinstance(what, str):
                ministry.staff.say(name, what)
            else:
                act, subject = what
                data = press(act, those[subject], says(act, waiting.code))
                ministry.staff.press(name, data)
        assert ministry.rows(RIGHTS) == rights
        assert ministry.rows(INVITED) == invited

    live()
    assert ministry.rows("SELECT count(DISTINCT act) FROM audit_entry")[0][0] >= 4, "they did act"
