"""What comes twice, late or from another's screen changes nothing; the current question comes."""

from sqlalchemy import event

ANSWERS = "SELECT question, value FROM answer ORDER BY question"


async def _to_first_driver(town, person):
    """Through consent and the headline; the question about treatment stands."""
    await person.start(town.entry)
    await town.settle()
    await person.press("Acepto y empiezo")
    await town.settle()
    await person.press("Satisfecho/a")
    await town.settle()


def _button(messages, label):
    return next(
        (message.id, data)
        for message in reversed(messages)
        for present, data in message.buttons
        if present == label
    )


async def test_a_redelivered_press_changes_nothing_and_repeats_the_question(either_town):
    ana = either_town.person("Ana")
    await _to_first_driver(either_town, ana)
    before = await either_town.rows(ANSWERS)
    screen = await ana.messages()
    await ana.repeat_last()
    await either_town.settle()
    assert await either_town.rows(ANSWERS) == before
    assert await ana.messages() == screen


async def test_a_redelivered_text_changes_nothing_and_repeats_the_question(either_town):
    ana = either_town.person("Ana")
    await _to_first_driver(either_town, ana)
    await ana.say("5")
    await either_town.settle()
    before, screen = await either_town.rows(ANSWERS), await ana.messages()
    await ana.repeat_last()
    await either_town.settle()
    assert await either_town.rows(ANSWERS) == before
    again = (await ana.messages())[-1].text
    assert "información" in again
    assert screen[-1].text == f"Anotamos: Muy satisfecho/a.\n\n{again}"


async def test_a_redelivered_last_answer_thanks_again_and_opens_nothing(either_town):
    ana = either_town.person("Ana")
    await ana.start(either_town.entry)
    await either_town.settle()
    for act in ("acepto", "no aplica", "omitir"):
        await ana.say(act)
        await either_town.settle()
    await ana.repeat_last()
    await either_town.settle()
    assert "quedó registrada" in (await ana.messages())[-1].text
    assert (await either_town.one("SELECT count(*) FROM interview")).count == 1


async def test_two_taps_on_one_button_are_one_answer(either_town):
    ana = either_town.person("Ana")
    await _to_first_driver(either_town, ana)
    message, data = _button(await ana.messages(), "Muy satisfecho/a")
    await ana.press_stale(message, data)
    await ana.press_stale(message, data)
    await either_town.settle()
    assert ("trato", "5") in await either_town.rows(ANSWERS)
    assert [row[0] for row in await either_town.rows(ANSWERS)] == [
        "satisfaccion", "servicio", "trato"
    ]  # fmt: skip
    assert "información" in (await ana.messages())[-1].text


async def test_a_stale_button_is_answered_kindly_and_shows_the_current_question(either_town):
    ana = either_town.person("Ana")
    await _to_first_driver(either_town, ana)
    message, stale = _button(await ana.messages(), "Muy satisfecho/a")
    await ana.press("Insatisfecho/a")
    await either_town.settle()
    before = await either_town.rows(ANSWERS)
    await ana.press_stale(message, stale)
    await ana.reads("Ese botón es de antes")
    await either_town.settle()
    assert await either_town.rows(ANSWERS) == before
    assert "información" in (await ana.messages())[-1].text


async def test_another_persons_button_changes_nothing_for_either(town):
    ana, beto = town.person("Ana"), town.person("Beto")
    await _to_first_driver(town, ana)
    await _to_first_driver(town, beto)
    before = await town.rows(ANSWERS)
    _, of_ana = _button(await ana.messages(), "Muy satisfecho/a")
    own, _ = _button(await beto.messages(), "Muy satisfecho/a")
    await beto.press_stale(own, of_ana)
    await beto.reads("Ese botón es de antes")
    assert await town.rows(ANSWERS) == before


async def test_an_altered_button_changes_nothing(town):
    ana = town.person("Ana")
    await _to_first_driver(town, ana)
    before = await town.rows(ANSWERS)
    message, data = _button(await ana.messages(), "Muy satisfecho/a")
    for place in range(len(data)):
        altered = data[:place] + chr(ord(data[place]) ^ 1) + data[place + 1 :]
        if altered.count(":") != data.count(":") or altered[:-1] != data[:-1]:
            await ana.press_stale(message, altered)
            await town.settle()
    assert await town.rows(ANSWERS) == before


async def test_no_answer_exists_without_an_earlier_consent(town):
    ana = town.person("Ana")
    await ana.start(town.entry)
    for said in ("5", "muy satisfecho", "hola"):
        await ana.say(said)
    await town.settle()
    assert await town.rows(ANSWERS) == []
    assert await town.rows("SELECT telegram_id FROM respondent") == [(None,)]
    await ana.press("Acepto y empiezo")
    await town.settle()
    consent = await town.one("SELECT purpose, text_version, language, given_at FROM consent")
    first = await town.one("SELECT min(answered_at) AS at FROM answer")
    assert consent[:3] == ("survey", "2026-11", "es")
    assert consent.given_at <= first.at


async def test_a_press_is_at_most_six_statements_however_long_the_history(town):
    statements: list[list[str]] = []
    listened = town.engine.sync_engine
    event.listen(listened, "begin", lambda _: statements.append([]))
    event.listen(
        listened,
        "before_cursor_execute",
        lambda _c, _cursor, sql, *_: statements[-1].append(sql),
    )
    ana = town.person("Ana")
    walks = []
    for _ in range(4):
        await ana.start(town.entry)
        await town.settle()
        statements.clear()
        await ana.press("Acepto y empiezo")
        await town.settle()
        for _ in range(7):
            await ana.press("Satisfecho/a")
            await town.settle()
        await ana.press("Omitir →")
        await town.settle()
        walks.append([len(it) for it in statements])
    assert len(walks[0]) == 9
    assert max(walks[0]) <= 6, statements
    assert walks == [walks[0]] * 4
