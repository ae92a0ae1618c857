"""A second person approves exactly what was shown, once; or sends it back."""

import asyncio

from sqlalchemy import text

from bot.staff.presses import APPROVE, REJECT, REVIEW, SUBMIT
from db.staff import Role
from tests.staff.affairs import (
    agree,
    approved,
    broadcast_of,
    changes,
    drafts,
    hired,
    presses,
    submitted,
    walk,
    watched,
    writes,
)


async def test_an_approval_announces_opens_entries_starts_the_walk_and_is_noted(office):
    carmen, luis, _ = await hired(office)
    await agree(office, 3)
    visit = await drafts(office)
    waiting = await submitted(office, carmen, visit)
    await presses(office, luis, REVIEW, waiting.id)
    read = await luis.reads("Si aprueba, se enviará exactamente esto")
    assert "Lo recibirán: 3 personas" in read
    assert "Lo escribió: Carmen." in read
    await luis.press("Aprobar y enviar")
    await luis.reads("Se envía a 3 personas")
    assert await office.rows("SELECT state, announced_at IS NULL FROM visit") == [
        ("announced", False)
    ]
    assert await office.rows("SELECT kind FROM entry ORDER BY kind") == [("notice",), ("visit",)]
    assert await jobs(office, waiting.id) == 2
    assert await acts(office) == ["submit", "approve"]
    assert await office.rows("SELECT state, decided_by IS NULL FROM broadcast") == [
        ("running", False)
    ]


async def test_a_visit_that_nobody_can_be_told_of_is_announced_too(office):
    carmen, luis, _ = await hired(office)
    visit = await drafts(office)
    await submitted(office, carmen, visit)
    await approved(office, luis, visit)
    await luis.reads("No había a quién avisar; la visita ya se ve")
    assert await office.rows("SELECT state FROM visit") == [("announced",)]


async def test_an_approved_correction_changes_the_visit_even_if_nobody_was_told(office):
    carmen, luis, _ = await hired(office)
    visit = await drafts(office)
    await submitted(office, carmen, visit)
    await walk(office, await approved(office, luis, visit))
    change = await changes(office, visit, place="Otro lugar")
    await submitted(office, carmen, change)
    assert await office.rows("SELECT DISTINCT place FROM visit WHERE state = 'announced'") == [
        ("Casa Colón, plaza del Punto",)
    ]
    await approved(office, luis, visit)
    await luis.reads("el cambio ya vale")
    assert await office.rows("SELECT state, place FROM visit ORDER BY state") == [
        ("announced", "Otro lugar"),
        ("discarded", "Otro lugar"),
    ]


async def test_nobody_approves_what_they_wrote(office):
    await hired(office)
    adela = await office.hires("Adela", Role.ADMINISTRATOR, ["MAD"])
    visit = await drafts(office)
    await writes(office, visit, "Adela", capacity=5)
    carmen = office.person("Carmen")
    waiting = await submitted(office, carmen, visit)
    await presses(office, adela, REVIEW, waiting.id)
    assert "lo aprueba otra persona" in await adela.reads("Lo escribió: Adela, Carmen.")
    await presses(office, adela, APPROVE, waiting.id, waiting.code)
    await adela.reads("lo aprueba otra persona")
    assert await acts(office) == ["submit"]


async def test_who_writes_after_it_was_handed_in_may_not_approve_it_either(office):
    carmen, _, _ = await hired(office)
    adela = await office.hires("Adela", Role.ADMINISTRATOR, ["MAD"])
    visit = await drafts(office)
    waiting = await submitted(office, carmen, visit)
    await writes(office, visit, "Adela", capacity=5)
    await writes(office, visit, "Adela", capacity=120)
    await presses(office, adela, APPROVE, waiting.id, waiting.code)
    await adela.reads("Usted escribió parte de esto")


async def test_a_draft_that_changed_needs_a_new_request(office):
    carmen, luis, _ = await hired(office)
    visit = await drafts(office)
    waiting = await submitted(office, carmen, visit)
    for change in ({"capacity": 5}, {"latitude": 1.0}, {"flyer": True}, {"place": ""}):
        before = {name: getattr(visit, name) for name in change}
        await writes(office, visit, **change)
        await presses(office, luis, APPROVE, waiting.id, waiting.code)
        await luis.reads("Hay que pedirla otra vez")
        await writes(office, visit, **before)
    assert await acts(office) == ["submit"]
    await writes(office, visit, capacity=5)
    await presses(office, carmen, SUBMIT, visit.id)
    await approved(office, luis, visit)
    await luis.reads("Aprobado por usted")


async def test_a_draft_that_was_discarded_is_not_announced(office):
    carmen, luis, _ = await hired(office)
    visit = await drafts(office)
    waiting = await submitted(office, carmen, visit)
    await writes(office, visit, state="discarded")
    await presses(office, luis, APPROVE, waiting.id, waiting.code)
    await luis.reads("Hay que pedirla otra vez")
    assert await acts(office) == ["submit"]


async def test_what_was_frozen_is_sent_whatever_happens_to_the_ledger(office):
    """An altered text or audience is not what was shown."""
    carmen, luis, _ = await hired(office)
    people = await agree(office, 2)
    visit = await drafts(office)
    waiting = await submitted(office, carmen, visit)
    for tampering in (
        "UPDATE broadcast_text SET text = text || '!' WHERE language = 'en'",
        f"UPDATE delivery SET language = 'en' WHERE respondent_id = '{people[0]}'",  # noqa: S608
    ):
        async with office.engine.begin() as connection:
            await connection.execute(text(tampering))
        await presses(office, luis, APPROVE, waiting.id, waiting.code)
        await luis.reads("Esto no es lo que se le mostró")
    assert await acts(office) == ["submit"]


async def test_an_altered_button_approves_nothing(office):
    carmen, luis, _ = await hired(office)
    waiting = await submitted(office, carmen, await drafts(office))
    for code in ("", "000000000000", "é", "!", "' OR 1=1"):
        await presses(office, luis, APPROVE, waiting.id, code)
        await luis.reads("Esto no es lo que se le mostró")
    await presses(office, luis, APPROVE, None, waiting.code)
    await luis.reads("ya no está a su alcance")
    assert await acts(office) == ["submit"]


async def test_a_replayed_approval_changes_nothing_more(office):
    carmen, luis, _ = await hired(office)
    visit = await drafts(office)
    waiting = await submitted(office, carmen, visit)
    await approved(office, luis, visit)
    await luis.repeat_last()
    await luis.reads("Lo aprobó: Luis.")
    await presses(office, luis, APPROVE, waiting.id, waiting.code)
    await luis.reads("Otra persona ya decidió")
    await presses(office, luis, REJECT, waiting.id, "!")
    await luis.reads("Otra persona ya decidió")
    assert await acts(office) == ["submit", "approve"]
    assert await jobs(office, waiting.id) == 2


async def test_of_two_who_approve_at_once_one_wins(office):
    carmen, luis, _ = await hired(office)
    adela = await office.hires("Adela", Role.ADMINISTRATOR, ["MAD"])
    await agree(office, 1)
    visit = await drafts(office)
    waiting = await submitted(office, carmen, visit)
    await asyncio.gather(
        presses(office, luis, APPROVE, waiting.id, waiting.code),
        presses(office, adela, APPROVE, waiting.id, waiting.code),
    )
    heard = [await luis.transcript(), await adela.transcript()]
    assert sorted("Aprobado por usted" in it for it in heard) == [False, True]
    assert sorted("Otra persona ya decidió" in it for it in heard) == [False, True]
    assert await acts(office) == ["submit", "approve"]
    assert await jobs(office, waiting.id) == 2


async def test_a_consulate_sends_four_notices_a_day(office):
    carmen, luis, _ = await hired(office)
    for _ in range(4):
        visit = await drafts(office)
        await submitted(office, carmen, visit)
        await approved(office, luis, visit)
    visit = await drafts(office)
    await submitted(office, carmen, visit)
    await approved(office, luis, visit)
    await luis.reads("ya envió cuatro avisos en un día")
    assert (await broadcast_of(office, visit)).state == "submitted"


async def test_a_member_learns_what_waits_and_what_runs_in_their_scope(office):
    carmen, luis, pedro = await hired(office)
    await agree(office, 1)
    visit = await drafts(office, town="L'Hospitalet <3")
    await submitted(office, carmen, visit)
    await luis.say("/avisos")
    assert "· Aviso: L'Hospitalet <3 (Madrid)" in await luis.reads("Por aprobar")
    await luis.press("Aviso: L'Hospitalet <3 (Madrid)")
    await luis.reads("Si aprueba")
    await luis.press("Aprobar y enviar")
    await luis.reads("Aprobado por usted")
    await carmen.say("/avisos")
    await carmen.reads("En curso")
    await pedro.say("/avisos")
    await pedro.reads("No hay avisos por aprobar ni en curso")


async def test_many_notices_are_turned_page_by_page(office):
    carmen, luis, _ = await hired(office)
    for number in range(9):
        await submitted(office, carmen, await drafts(office, town=f"Pueblo {number}"))
    await luis.say("/avisos")
    assert "Pueblo 8" not in await luis.reads("Página 1 de 2")
    await luis.press("Siguientes →")
    assert "Pueblo 7" not in await luis.reads("Página 2 de 2")
    assert [label for label, _ in (await luis.messages())[-1].buttons] == [
        "Aviso: Pueblo 8 (Madrid)",
        "← Anteriores",
    ]


async def test_everybody_concerned_gets_one_message_that_follows_it(office):
    carmen, luis, pedro = await hired(office)
    await agree(office, 3)
    visit = await drafts(office)
    async with watched(office):
        await submitted(office, carmen, visit)
        await approved(office, luis, visit)
        for person in (carmen, luis):
            await person.reads("Enviados: 0 de 3")
        await walk(office, await broadcast_of(office, visit), most=2)
        await carmen.reads("Enviados: 2 de 3")
        await walk(office, await broadcast_of(office, visit))
        for person in (carmen, luis):
            await person.reads("Terminó")
            standing = [it for it in await person.messages() if "Enviados" in it.text]
            assert len(standing) == 1
    assert "Huelva" not in await pedro.transcript()


async def acts(office) -> list[str]:
    found = await office.rows("SELECT act FROM audit_entry WHERE act <> 'join' ORDER BY id")
    return [act for (act,) in found]


async def jobs(office, broadcast_id) -> int:
    counted = await office.rows(
        "SELECT count(*) FROM procrastinate_jobs WHERE args->>'broadcast_id' = :id",
        id=str(broadcast_id),
    )
    return counted[0][0]
