"""`pulso plan`: the register of the plan, from a unit's workbook to a published edition."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from deploy import settings

_PERIOD = click.option("--period", required=True, help="2026-S2, por ejemplo.")
_UNIT = click.option("--unit", required=True, help="La sigla de la unidad, por ejemplo OPE.")
_SOME_UNIT = click.option("--unit", help="La sigla de la unidad; si falta, todo el período.")
_AS = click.option(
    "--as",
    "account",
    type=click.IntRange(min=1),
    help="El número de su cuenta, que queda anotado.",
)
_FILE = click.Path(path_type=Path)


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def show(form: str) -> None:
    """Muestra todo el plan: objetivos, indicadores y medidas."""
    from analytics.plan import show as shown

    if form == "json":
        click.echo(json.dumps(shown.as_json_data(), ensure_ascii=False, indent=2))
    else:
        click.echo(shown.as_text())


@click.command()
@_UNIT
@_PERIOD
@click.option("--out", type=_FILE, help="Dónde escribirlo; si falta, OPE-2026-S2.xlsx.")
@_AS
def template(unit: str, period: str, out: Path | None, account: int | None) -> None:
    """El libro de Excel que una unidad llena para un período, con lo que ya informó."""
    from deploy import delivering

    click.echo(asyncio.run(delivering.template(settings.load(), unit, period, out, account)))


@click.command("import")
@click.argument("file", type=_FILE)
@click.option("--late", help="Por qué corrige un período ya entregado o cerrado: se reabre.")
@click.option("--withdraw", help="Por qué se retiran los objetivos que el libro ya no trae.")
@_AS
def import_(file: Path, late: str | None, withdraw: str | None, account: int | None) -> None:
    """Registra un libro lleno: todo, o nada y la lista de lo que hay que corregir."""
    from deploy import delivering

    click.echo(asyncio.run(delivering.deliver(settings.load(), file, late, withdraw, account)))


def _step(name: str, words: str, *, of_unit: bool | None) -> click.Command:
    """A command for one step of the flow: of a unit's part, of the whole, or (None) of either."""

    def run(
        *, period: str, comment: str | None, account: int | None, unit: str | None = None
    ) -> None:
        from db.flow import Step
        from deploy import period_flow

        taken = period_flow.take(settings.load(), Step(name), period, unit, comment, account)
        click.echo(asyncio.run(taken))

    options: list[Callable[[Any], Any]] = [
        _AS,
        click.option("--comment", help="Por qué."),
        click.argument("period") if of_unit is False else _PERIOD,
    ]
    if of_unit is not False:
        options.append(_UNIT if of_unit else _SOME_UNIT)
    for option in options:
        run = option(run)
    return click.command(name, help=words)(run)


submit = _step("submit", "La unidad entrega su parte de un período.", of_unit=True)
return_ = _step("return", "Devuelve a la unidad su parte, con un comentario.", of_unit=True)
accept = _step("accept", "Acepta la parte de una unidad.", of_unit=True)
reopen = _step("reopen", "Reabre el período, o la parte de una unidad.", of_unit=None)
close = _step("close", "Cierra un período: ya nada cambia sin dejar rastro.", of_unit=False)


@click.command()
@click.option("--period", help="2026-S2; si falta, el último semestre terminado.")
def status(period: str | None) -> None:
    """Quién entregó, cuánto, y cómo está el período."""
    from deploy import period_flow

    click.echo(asyncio.run(period_flow.status(settings.load(), period)))


@click.command()
@click.argument("period")
@_AS
def publish(period: str, account: int | None) -> None:
    """Congela las cifras de un período cerrado como una edición, con su suma."""
    from deploy import editions

    click.echo(asyncio.run(editions.publish(settings.load(), period, account)))


@click.command("editions")
@click.argument("period")
def list_editions(period: str) -> None:
    """Las ediciones publicadas de un período."""
    from deploy import editions

    click.echo(asyncio.run(editions.listed(settings.load(), period)))


@click.command()
@click.argument("period")
@click.argument("one", type=int)
@click.argument("other", type=int)
def diff(period: str, one: int, other: int) -> None:
    """En qué difieren dos ediciones de un período."""
    from deploy import editions

    click.echo(asyncio.run(editions.compared(settings.load(), period, one, other)))


@click.command()
@click.argument("period")
@click.option("--edition", type=int, required=True)
def verify(period: str, edition: int) -> None:
    """Comprueba una edición: su suma, y que cada cifra se vuelve a obtener de sus datos."""
    from deploy import editions

    click.echo(asyncio.run(editions.verified(settings.load(), period, edition)))


@click.command()
@click.argument("file", type=_FILE)
@_AS
def targets(file: Path, account: int | None) -> None:
    """Carga las metas de un archivo CSV: línea de base, meta, bandas, relevancia y norma."""
    from deploy import loading_plan

    click.echo(asyncio.run(loading_plan.metas(settings.load(), file, account)))


@click.command("load")
@click.argument("file", required=False, type=_FILE)
@_AS
def load_units(file: Path | None, account: int | None) -> None:
    """Carga las unidades de un archivo CSV; sin archivo, las que vienen con el sistema."""
    from deploy import loading_plan

    click.echo(asyncio.run(loading_plan.units(settings.load(), file, account)))


@click.command("list")
def list_units() -> None:
    """Muestra las unidades y por qué objetivos responde cada una."""
    from deploy import loading_plan

    click.echo(asyncio.run(loading_plan.listed(settings.load())))


PLAN = (
    show, template, import_, submit, return_, accept, reopen, close, status, publish,
    list_editions, diff, verify, targets,
)  # fmt: skip
UNITS = (load_units, list_units)
