"""Telegram delivers twice, at once or an hour later: each answer counts once."""

from sqlalchemy import text

from db.retention import erase_what_is_due
from db.transaction import clock, transaction

WALK = ("Satisfecho/a", "Muy satisfecho/a", "Omitir →", "Ni satisfecho/a ni insatisfecho/a")
ROWS = "SELECT question, value FROM answer ORDER BY question"
HOUR = 3600.0
FORGETS = (
    """CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        DELETE FROM seen_update WHERE update_id = NEW.update_id; RETURN NULL; END $$""",
    "CREATE TRIGGER forget AFTER INSERT ON seen_update FOR EACH ROW EXECUTE FUNCTION forget()",
)


async def test_a_walk_of_which_everything_comes_twice(either_town, line):
    for kind in ("message", "callback_query"):
        await line.duplicates(kind, times=100)
    ana = await either_town.begun("Ana")
    for act in WALK:
        await ana.press(act)
        await either_town.settle()
    await ana.say("/ayuda")  # behind the last copy
    await ana.reads("/privacidad")
    assert await either_town.rows(ROWS) == [
        ("informacion", None),
        ("satisfaccion", "4"),
        ("servicio", "pasaporte"),
        ("tiempo", "3"),
        ("trato", "5"),
    ]
    assert "Pregunta 5 de 8" in await ana.transcript()
    assert await either_town.rows("SELECT count(*) FROM interview") == [(1,)]
    assert await either_town.rows("SELECT count(*) FROM consent") == [(1,)]


async def again_after_an_hour(town, line) -> list[tuple]:
    """What stands when the words that answered one question come again, an hour later."""
    ana = await town.begun("Ana")
    await ana.say("5")
    await town.settle()
    await line.forward(HOUR)
    async with transaction(town.engine) as session:
        await session.execute(text("UPDATE seen_update SET at = at - interval '1 hour'"))
        await erase_what_is_due(session, await clock(session))
    await ana.repeat_last()
    await ana.reads("Pregunta")  # what now stands comes again
    return await town.rows("SELECT question, score FROM answer WHERE score IS NOT NULL")


async def test_what_comes_again_after_an_hour_changes_nothing(either_town, line):
    assert await again_after_an_hour(either_town, line) == [("satisfaccion", 5)]


async def test_a_bot_that_forgets_takes_it_for_the_next_answer(town, line):
    """The negative control."""
    async with town.engine.begin() as connection:
        for statement in FORGETS:
            await connection.execute(text(statement))
    answers = await again_after_an_hour(town, line)
    assert sorted(answers) == [("satisfaccion", 5), ("trato", 5)]
