"""`pulso answers`: what people said, one by one, for whoever holds the key."""

import asyncio
from pathlib import Path

import click

from deploy import settings


@click.command()
@click.option("--form", required=True, help="El cuestionario, por ejemplo satisfaccion-consular.")
@click.option(
    "--version", "versions", multiple=True, help="Una versión; repetible. Si falta, todas."
)
@click.option(
    "--period", help="2026, 2026-S2, 2026-T4 o 2026-11: el mes del servicio. Si falta, todo."
)
@click.option(
    "--consulate", "consulates", multiple=True, help="Código, por ejemplo MAD; repetible."
)
@click.option(
    "--format",
    "form_of_file",
    type=click.Choice(["csv", "xlsx", "sav", "jsonl"]),
    default="xlsx",
    show_default=True,
    help="sav es de SPSS; jsonl, una entrevista por línea.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Dónde escribirlo.")
@click.option(
    "--as",
    "account",
    type=click.IntRange(min=1),
    help="El número de su cuenta, que queda anotado.",
)
def export(  # noqa: PLR0913 - which answers, how and where
    *,
    form: str,
    versions: tuple[str, ...],
    period: str | None,
    consulates: tuple[str, ...],
    form_of_file: str,
    out: Path | None,
    account: int | None,
) -> None:
    """Las respuestas, una entrevista por fila, con seudónimos y sus comentarios abiertos.

    Queda anotado quién las sacó y cuáles. Salen las entrevistas que cuentan: las que tienen
    respuesta a la pregunta general.
    """
    from deploy import exporting  # noqa: PLC0415 - a command imports only what it needs

    asked = exporting.Asked(form, versions, period, consulates, form_of_file, out, account)
    click.echo(asyncio.run(exporting.export(settings.load(), asked)))


COMMANDS = (export,)
