"""`pulso`: everything that is done from a terminal. Each command imports only what it needs."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy import __version__, answers_commands, logs, plan_commands, settings, staff_commands
from deploy.settings import SettingError

if TYPE_CHECKING:
    from analytics.output import Format


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pulso")
def pulso() -> None:
    """Pulso Consular: lo que los peruanos en el exterior opinan de cómo se les atiende."""


@pulso.command()
@click.option("--once", is_flag=True, help="Juega una conversación, muestra la medida y termina.")
@click.option(
    "--people",
    type=click.IntRange(0, 100_000),
    default=6_000,
    show_default=True,
    help="Cuántas personas de demostración hay.",
)
def demo(*, once: bool, people: int) -> None:
    """Todo el sistema en este equipo, con un Telegram simulado y datos de demostración.

    Ctrl-C lo detiene todo; terminar así es lo normal (código 0).
    """
    from deploy import demo as demonstration

    demonstration.run(settings.load(), people, once=once)


@pulso.command()
def bot() -> None:
    """El bot de los ciudadanos."""
    from deploy import serving

    serving.citizens(settings.load())


@pulso.command()
def worker() -> None:
    """El que envía los avisos aprobados, con el token del bot de ciudadanos."""
    from deploy import serving

    serving.worker(settings.load())


@pulso.command()
def web() -> None:
    """Las páginas de los planificadores."""
    from deploy import serving

    serving.planners(settings.load())


@pulso.command()
def simulator() -> None:
    """Un Telegram simulado, solo en este equipo."""
    from deploy import serving

    serving.simulated_telegram(settings.load())


@pulso.group()
def plan() -> None:
    """El plan estratégico."""


for command in plan_commands.PLAN:
    plan.add_command(command)


@pulso.group()
def units() -> None:
    """Las unidades del ministerio que responden por el plan."""


for command in plan_commands.UNITS:
    units.add_command(command)


@pulso.group()
def indicators() -> None:
    """Las cifras de los indicadores."""


@indicators.command()
@click.option("--period", help="2026, 2026-S2, 2026-T4 o 2026-11. Si falta, el semestre actual.")
@click.option("--objective", help="Un objetivo, por ejemplo 3.2.")
@click.option("--by", help="Desglose: consulate, service o unit.")
@click.option("--edition", type=int, help="Una edición publicada, tal como se publicó.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table")
def pull(
    period: str | None, objective: str | None, by: str | None, edition: int | None, form: "Format"
) -> None:
    """Las medidas de un periodo, con su precisión y el periodo anterior."""
    from deploy import editions, pulling

    if edition is None:
        click.echo(pulling.pulled(settings.load(), period, objective, by, form), nl=False)
        return
    if period is None:
        raise SettingError("Diga de qué período es la edición: --period 2026-S2. [periodo]")
    read = editions.pulled(settings.load(), period, edition, objective, by, form)
    click.echo(asyncio.run(read), nl=False)


@indicators.command()
@click.argument("measure")
@click.option("--period", help="2026, 2026-S2, 2026-T4 o 2026-11. Si falta, el semestre actual.")
def explain(measure: str, period: str | None) -> None:
    """De dónde sale una cifra: la frase del plan, la fórmula, los datos y cada paso."""
    from deploy import pulling

    click.echo(pulling.explained(settings.load(), measure, period), nl=False)


@pulso.group()
def survey() -> None:
    """Los cuestionarios."""


@survey.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", default="es", show_default=True)
def play(file: Path, language: str) -> None:
    """Juega un cuestionario en la terminal; nada se guarda."""
    from deploy import loading
    from deploy.play import play as played

    now = datetime.now().astimezone()
    form = loading.Workbook.read(file).survey
    played(form, lambda: input("> "), click.echo, language, now=now)


@survey.command()
@click.argument("file", type=click.Path(path_type=Path))
def publish(file: Path) -> None:
    """Congela una versión de un cuestionario para preguntar con ella."""
    from deploy import loading

    click.echo(asyncio.run(loading.publish(settings.load(), file)))


@survey.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Todo lo que hay que corregir en un cuestionario antes de publicarlo."""
    from deploy import loading

    form = loading.Workbook.read(file).survey
    asked, languages = len(form.askable), ", ".join(form.languages)
    click.echo(f"Sin errores: «{form.form_id}», versión {form.version}, {asked} preguntas.")
    click.echo(f"Idiomas que se ofrecen: {languages}.")


@survey.command("list")
def list_() -> None:
    """Las versiones publicadas."""
    from deploy import survey_versions

    click.echo(asyncio.run(survey_versions.listed(settings.load())))


@survey.command()
@click.argument("before")
@click.argument("after")
def diff(before: str, after: str) -> None:
    """Qué cambió entre dos versiones (archivo o form_id@versión), y si la serie se corta."""
    from deploy import survey_versions

    click.echo(asyncio.run(survey_versions.compared(settings.load(), before, after)))


@pulso.group()
def consulates() -> None:
    """La red consular."""


@consulates.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
def load(file: Path | None) -> None:
    """Carga la red consular de un archivo CSV; sin archivo, la que viene con el sistema."""
    from deploy import loading

    click.echo(asyncio.run(loading.consulates(settings.load(), file)))


@pulso.group()
def entry() -> None:
    """Los enlaces y códigos por los que llega la gente."""


@entry.command()
@click.option("--consulate", required=True, help="Código del consulado, por ejemplo MAD.")
@click.option("--service", help="Servicio, como se llama en la pregunta «servicio».")
@click.option("--survey", "form_id", help="Encuesta publicada; si no se dice, la consular.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Día del servicio.")
@click.option("--bot", "username", default="NOMBRE_DEL_BOT", help="Nombre de usuario del bot.")
def new(
    consulate: str, service: str | None, form_id: str | None, day: datetime | None, username: str
) -> None:
    """Crea un enlace para el código QR de un consulado."""
    from deploy import loading

    date = day.date() if day else None
    made = loading.new_entry(settings.load(), consulate, form_id, service, date)
    click.echo(f"https://t.me/{username}?start={asyncio.run(made)}")


@pulso.group()
def staff() -> None:
    """El personal de los consulados y su bot."""


@staff.command()
def serve() -> None:
    """El bot de los consulados."""
    from deploy import serving

    serving.staff(settings.load())


for command in staff_commands.COMMANDS:
    staff.add_command(command)


@pulso.group()
def answers() -> None:
    """Las respuestas, una por una."""


for command in answers_commands.COMMANDS:
    answers.add_command(command)


@pulso.group()
def key() -> None:
    """La clave que abre las columnas personales."""


@key.command()
def create() -> None:
    """Crea la clave, si todavía no existe."""
    chosen = settings.load()
    chosen.keyring_secret(create=True)
    where = chosen.key_file if chosen.key is None else "PULSO_KEY"
    click.echo(f"La clave está en {where}. Guarde una copia fuera de este equipo.")


@pulso.command()
def retention() -> None:
    """Borra lo que ya no debe guardarse. Prográmelo para cada día."""
    from deploy import loading

    click.echo(asyncio.run(loading.retention(settings.load())))


def main() -> None:
    """Runs a command; what a setting or a file got wrong is one line, not a traceback."""
    logs.set_up()
    try:
        pulso()
    except SettingError as error:
        click.echo(f"pulso: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
