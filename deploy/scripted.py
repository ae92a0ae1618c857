"""One scripted citizen for `pulso demo --once`: the number before, the chat, the number after."""

from typing import Any

import click

import analytics
from analytics.output import WORDS, records
from analytics.period import Kind, Period
from analytics.source import read_source
from analytics.status import Status
from bot.simulator.person import Person
from db.engine import sync_engine

MEASURE = "satisfaccion-consular"
_WALK = ("Satisfecho/a", "Muy satisfecho/a", "Satisfecho/a", "Insatisfecho/a", "Satisfecho/a")
_REST = ("Muy satisfecho/a", "Satisfecho/a")
_COMMENT = "Muy amables, pero la espera fue larga."


async def play_a_citizen(telegram: str, bot: str, entry: str, url: str) -> None:
    """Scans the code on the wall, agrees, answers everything, and shows what became of it."""
    before = _national(url)
    citizen = Person(telegram, bot, "Rosa")
    await citizen.start(entry)
    await citizen.reads("Cancillería")
    await citizen.press("Acepto y empiezo")
    await citizen.reads("Pregunta 1")
    for label in (*_WALK, *_REST):
        await citizen.press(label)
        await citizen.reads("Pregunta")
    await citizen.say(_COMMENT)
    await citizen.reads("Gracias")
    click.echo(await citizen.transcript())
    after = _national(url)
    click.echo(f"\n{MEASURE}, todo el país consular, datos de demostración:")
    click.echo(f"  antes:   {_in_words(before)}")
    click.echo(f"  después: {_in_words(after)}")


def _national(url: str) -> dict[str, Any]:
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            today = read_source(connection).today
        frame = analytics.pull(Period.containing(today, Kind.SEMESTER), "3.2", engine=engine)
    finally:
        engine.dispose()
    return next(record for record in records(frame) if record["name"] == MEASURE)


def _in_words(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return WORDS[Status(row["status"])]
    return (
        f"{row['value']:.2f} % ({row['numerator']:.0f} de {row['n']:.0f}; "
        f"intervalo {row['low']:.2f} a {row['high']:.2f})"
    )
