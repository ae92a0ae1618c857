"""From the code on the wall to a number of the plan, through every room of the house."""

import analytics
from db.engine import sync_engine

HEADLINE = ("Muy satisfecho/a", "Satisfecho/a", "Muy insatisfecho/a")


def _national(url):
    engine = sync_engine(url)
    frame = analytics.pull("2026-S1", "3.2", engine=engine)
    engine.dispose()
    return frame.set_index("name").loc["satisfaccion-consular"]


async def test_an_accepted_answer_counts_at_once_and_again_as_complete_at_the_end(town, url):
    """The service was on 30 June 2026: whenever it is answered, it counts for that semester."""
    for number in range(12):
        person = town.person(f"Persona {number}")
        await person.start(town.entry)
        await town.settle()
        await person.press("Acepto y empiezo")
        await town.settle()
        await person.press(HEADLINE[number % 3])
        await town.settle()
    row = _national(url)
    assert (row["numerator"], row["n"], row["complete"]) == (8, 12, 0)
    assert round(row["value"], 2) == 66.67

    for _ in range(6):
        await person.say("omitir")
        await town.settle()
    await person.say("trato")
    await town.settle()
    await person.say("Tardaron mucho")
    await town.settle()
    row = _national(url)
    assert (row["n"], row["complete"]) == (12, 1)
