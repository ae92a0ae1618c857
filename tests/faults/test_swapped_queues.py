"""Telegram keeps no order between a person's texts and presses: the turn of a button decides."""

from sqlalchemy import text

SCORES = "SELECT question, score FROM answer WHERE score IS NOT NULL ORDER BY question"
KEEPS_THE_TURN = (
    """CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.turn := OLD.turn; RETURN NEW; END $$""",
    "CREATE TRIGGER keep BEFORE UPDATE ON interview FOR EACH ROW EXECUTE FUNCTION keep()",
)


async def press_then_type(town, line) -> list[tuple]:
    """She presses, then types; the bot reads it first that she typed, and her press after it."""
    ana = await town.begun("Ana")
    [button] = [it for it in (await ana.messages())[-1].buttons if it[0] == "Satisfecho/a"]
    shown = (await ana.messages())[-1].id
    await line.reorders("callback_query")
    await ana.press_stale(shown, button[1])
    await ana.say("1")
    await town.settle()
    return await town.rows(SCORES)


async def test_a_press_that_comes_after_what_was_typed_later_is_stale(either_town, line):
    """Her «1» was read under the first question; the press that belongs to it changes nothing."""
    assert await press_then_type(either_town, line) == [("satisfaccion", 1)]
    ana = either_town.person("Ana")
    assert "trato" in (await ana.messages())[-1].text
    assert "Ese botón es de antes" in await ana.transcript()


async def test_words_that_come_after_a_press_answer_what_then_stands(either_town, line):
    """She types, then presses under the same question: the press comes first, and counts."""
    ana = await either_town.begun("Ana")
    await line.reorders("message")
    await ana.say("1")
    await ana.press("Satisfecho/a")
    await either_town.settle()
    assert await either_town.rows(SCORES) == [("satisfaccion", 4), ("trato", 1)]


async def test_a_bot_whose_buttons_never_age_is_found_out(town, line):
    """The negative control: the late press answers a question that it never stood under."""
    async with town.engine.begin() as connection:
        for statement in KEEPS_THE_TURN:
            await connection.execute(text(statement))
    assert await press_then_type(town, line) != [("satisfaccion", 1)]
