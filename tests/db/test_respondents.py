"""People: known by a keyed hash, written to only after they agreed, forgotten when they wish."""

import asyncio

from db import home, respondents
from db.transaction import transaction
from surveys import Chosen, Skipped, Typed

ANA, LUIS = 7_000_000_001, 7_000_000_002
CANARY = "Me atendió la señora de la ventanilla tres"


async def entry(desk, code):
    await desk.does(
        "INSERT INTO entry (code, kind, consulate) VALUES (:code, 'wall', 'MAD')", code=code
    )


async def where(desk, person):
    async with desk.update(person) as (_, standing):
        return standing


async def test_who_comes_back_is_the_same_person_with_their_language_and_a_new_entry(desk):
    await entry(desk, "MAD-1")
    await entry(desk, "MAD-2")
    first = await desk.greets(ANA, "MAD-1", "en")
    again = await desk.greets(ANA, "MAD-2", "es")
    assert (again.id, again.language, again.entry) == (first.id, "en", "MAD-2")
    assert await desk.rows("SELECT id, language, entry FROM respondent") == [
        (first.id, "en", "MAD-2")
    ]


async def test_the_person_greeted_is_fresh_even_when_read_before_in_the_same_update(desk):
    await desk.greets(ANA)
    await entry(desk, "MAD-1")
    async with desk.update(ANA) as (session, standing):
        newcomer = respondents.Respondent(
            fingerprint=desk.keyring.fingerprint(ANA),
            language="es",
            entry="MAD-1",
            greeted_at=standing.respondent.greeted_at,
        )
        assert (await respondents.greet(session, newcomer)).entry == "MAD-1"


async def test_a_person_who_is_greeted_twice_at_once_is_one(desk):
    await asyncio.gather(*(desk.greets(ANA) for _ in range(5)))
    assert len(await desk.rows("SELECT FROM respondent")) == 1


async def test_a_stranger_stands_nowhere(desk):
    assert await where(desk, ANA) is None


async def test_speaking_another_language_is_remembered(desk):
    await desk.greets(ANA)
    async with desk.update(ANA) as (session, standing):
        await respondents.speak(session, standing.respondent, "en")
    assert (await where(desk, ANA)).respondent.language == "en"


async def test_before_they_agree_nobody_can_be_written_to(desk):
    await desk.greets(ANA)
    assert await desk.rows("SELECT telegram_id FROM respondent") == [(None,)]


async def test_whoever_agreed_can_be_written_to_and_their_entry_is_used_up(desk):
    await entry(desk, "MAD-1")
    await desk.begins(ANA, entry="MAD-1")
    person = (await where(desk, ANA)).respondent
    assert desk.keyring.unseal(person.telegram_id, str(person.id)) == str(ANA)
    assert person.entry is None


async def test_forgetting_cuts_every_thread_from_the_answers_to_the_person(desk):
    await desk.begins(ANA)
    await desk.answers(Chosen(("4",)), Skipped(), Skipped(), Skipped(), Typed("2"), Typed(CANARY))
    await desk.begins(LUIS)
    await desk.answers(*(Chosen(("5",)), *[Skipped()] * 4, Typed(CANARY)), person=LUIS)
    async with transaction(desk.engine) as session:
        [(luis,)] = await desk.rows(
            "SELECT id FROM respondent WHERE fingerprint = :it", it=desk.keyring.fingerprint(LUIS)
        )
        ana = await session.get(respondents.Respondent, await only_other(desk, luis))
        await respondents.forget(session, ana)
    assert await desk.rows(
        "SELECT fingerprint, telegram_id, entry FROM respondent WHERE id != :luis", luis=luis
    ) == [(None, None, None)]
    assert await desk.rows(ANSWERS, luis=luis) == [
        ("mejoras", None, None),
        ("satisfaccion", "4", 4),
        ("servicio", None, None),
        ("trato", None, None),
        ("veces", "2", None),
    ]
    assert len(await desk.rows("SELECT FROM answer WHERE sealed IS NOT NULL")) == 2  # Luis's


async def test_who_was_forgotten_comes_back_as_somebody_new(desk):
    await desk.begins(ANA)
    before = (await where(desk, ANA)).respondent
    async with desk.update(ANA) as (session, standing):
        await respondents.forget(session, standing.respondent)
    assert await where(desk, ANA) is None
    assert (await desk.greets(ANA)).id != before.id


ANSWERS = (
    "SELECT question, value, score FROM answer JOIN interview ON interview.id = interview_id"
    " WHERE respondent_id != :luis ORDER BY question"
)


async def only_other(desk, person):
    [(other,)] = await desk.rows("SELECT id FROM respondent WHERE id != :it", it=person)
    return other


async def test_a_stranger_who_was_met_has_not_been_greeted_until_they_are(desk):
    async with transaction(desk.engine) as session:
        fingerprint = desk.keyring.fingerprint(ANA)
        met = await respondents.meet(session, fingerprint, "en")
        assert not met.is_greeted
    greeted = await desk.greets(ANA)
    assert (greeted.id, greeted.language, greeted.is_greeted) == (met.id, "en", True)


async def test_who_follows_a_consulate_can_be_written_to_and_keeps_their_entry(desk):
    await entry(desk, "MAD-1")
    await desk.greets(ANA, "MAD-1")
    async with desk.update(ANA) as (session, standing):
        person = standing.respondent
        await respondents.follow(session, desk.keyring, person, ANA, "BCN")
    kept = (await where(desk, ANA)).respondent
    assert (kept.consulate, kept.entry) == ("BCN", "MAD-1")
    assert desk.keyring.unseal(kept.telegram_id, str(kept.id)) == str(ANA)


async def test_home_is_where_they_follow_else_speak_of_now_else_spoke_of_last(desk):
    assert await home_of(desk) is None
    await desk.greets(ANA)
    assert await home_of(desk) is None
    await entry(desk, "MAD-1")
    await desk.greets(ANA, "MAD-1")
    assert await home_of(desk) == "MAD"
    await desk.begins(ANA, "PAR")
    assert await home_of(desk) == "PAR"
    await desk.does("UPDATE interview SET closed_at = now()")
    assert await home_of(desk) == "PAR"
    await desk.does("UPDATE respondent SET consulate = 'BCN'")
    assert await home_of(desk) == "BCN"


async def home_of(desk):
    async with desk.update(ANA) as (session, standing):
        office = await home.of(session, standing)
        return office and office.code
