"""`pulso staff`: the commands about the people at the desks."""

import asyncio

import click

from deploy import settings

_NUMBER = click.IntRange(min=1)


@click.command()
@click.option("--telegram-id", required=True, type=_NUMBER, help="El número de su cuenta.")
@click.option("--name", required=True, help="Cómo le llaman sus colegas.")
@click.option(
    "--role",
    required=True,
    type=click.Choice(["operador", "aprobador", "administrador", "planificador"]),
    help="Operador: escribe. Aprobador: decide. Administrador: ambos, y quita accesos. "
    "Planificador: acepta, cierra y publica el plan.",
)
@click.option("--consulate", "codes", multiple=True, help="Código, por ejemplo MAD; repetible.")
@click.option("--everywhere", is_flag=True, help="Todos los consulados, también los futuros.")
@click.option("--unit", "units", multiple=True, help="Sigla, por ejemplo OPE; repetible.")
@click.option("--all-units", is_flag=True, help="Todas las unidades, también las futuras.")
@click.option("--bot", "username", default="NOMBRE_DEL_BOT", help="Nombre de usuario del bot.")
def invite(  # noqa: PLR0913 - an invitation says all of this
    *,
    telegram_id: int,
    name: str,
    role: str,
    codes: tuple[str, ...],
    everywhere: bool,
    units: tuple[str, ...],
    all_units: bool,
    username: str,
) -> None:
    """Invita a una persona al bot de los consulados."""
    from db.staff import EVERYWHERE  # noqa: PLC0415 - a command imports only what it needs
    from deploy import staff  # noqa: PLC0415

    offices, duties = (everywhere, codes), (all_units, units)
    is_twice = any(every and some for every, some in (offices, duties))
    if is_twice or not any((*offices, *duties)) or EVERYWHERE in {*codes, *units}:
        raise settings.SettingError(
            "Diga para quién trabaja: --consulate MAD (una o más veces) o --everywhere, "
            "--unit OPE (una o más veces) o --all-units. [alcance]"
        )
    if not name.strip():
        raise settings.SettingError("Falta el nombre: --name. [nombre]")
    scope = [EVERYWHERE] if everywhere else sorted(set(codes))
    duties_of = [EVERYWHERE] if all_units else sorted(set(units))
    newcomer = staff.Newcomer(telegram_id, name.strip(), staff.ROLES[role], scope, duties_of)
    click.echo(asyncio.run(staff.invite(settings.load(), newcomer, username)))


@click.command("list")
def list_() -> None:
    """Muestra quiénes tienen acceso."""
    from deploy import staff  # noqa: PLC0415

    click.echo(asyncio.run(staff.listed(settings.load())))


@click.command()
@click.option("--telegram-id", required=True, type=_NUMBER, help="El número de su cuenta.")
def revoke(telegram_id: int) -> None:
    """Quita el acceso a una persona, de inmediato."""
    from deploy import staff  # noqa: PLC0415

    click.echo(asyncio.run(staff.revoke(settings.load(), telegram_id)))


COMMANDS = (invite, list_, revoke)
