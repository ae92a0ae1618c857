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
    type=click.Choice(["operador", "aprobador", "administrador"]),
    help="Operador: escribe. Aprobador: decide. Administrador: ambos, y quita accesos.",
)
@click.option("--consulate", "codes", multiple=True, help="Código, por ejemplo MAD; repetible.")
@click.option("--everywhere", is_flag=True, help="Todos los consulados, también los futuros.")
@click.option("--bot", "username", default="NOMBRE_DEL_BOT", help="Nombre de usuario del bot.")
def invite(  # noqa: PLR0913 - an invitation says all of this
    *,
    telegram_id: int,
    name: str,
    role: str,
    codes: tuple[str, ...],
    everywhere: bool,
    username: str,
) -> None:
    """Invita a una persona al bot de los consulados."""
    from db.staff import EVERYWHERE  # noqa: PLC0415 - a command imports only what it needs
    from deploy import staff  # noqa: PLC0415

    if everywhere == bool(codes) or EVERYWHERE in codes:
        raise settings.SettingError(
            "Diga para quién trabaja: --consulate MAD (una o más veces), o --everywhere. [alcance]"
        )
    if not name.strip():
        raise settings.SettingError("Falta el nombre: --name. [nombre]")
    scope = [EVERYWHERE] if everywhere else sorted(set(codes))
    newcomer = staff.Newcomer(telegram_id, name.strip(), staff.ROLES[role], scope)
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
