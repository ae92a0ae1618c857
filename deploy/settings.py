"""Settings: from the environment, and from files for secrets. What is wrong stops the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from db.engine import with_driver
from db.keyring import KEY_BYTES
from deploy import key_file

LOCAL = "127.0.0.1"
_SECRET_ALPHABET = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


class SettingError(Exception):
    """A setting is missing or malformed; the message says which, and how to repair it."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another; its repr tells no secret."""

    data: Path  # folder of the embedded database and of the key
    database_url: str | None = field(repr=False)  # instead of the embedded PostgreSQL
    citizen_token: str | None = field(repr=False)
    staff_token: str | None = field(repr=False)
    citizens_address: str | None  # of the citizens' chat: https://t.me/NAME
    telegram_api: str  # base address of the Bot API
    webhook_url: str | None  # none: the bot asks with getUpdates
    webhook_secret: str | None = field(repr=False)
    host: str
    bot_port: int
    web_port: int
    simulator_port: int
    key_file: Path
    key: bytes | None = field(repr=False)  # instead of the file

    def keyring_secret(self, *, create: bool) -> bytes:
        """The bytes that open the personal columns.

        Raises:
            SettingError: there is no key and *create* is false, or its file cannot be used.
        """
        if self.key is not None:
            return self.key
        try:
            if create:
                key_file.make(self.key_file)
            return _key(self.key_file.read_text(errors="replace"), f"el archivo {self.key_file}")
        except FileNotFoundError:
            raise SettingError(
                f"Falta la clave: no existe {self.key_file}. Cree una con «pulso key create» y "
                "guarde una copia fuera de este equipo. [falta-clave]"
            ) from None
        except OSError as error:
            raise SettingError(
                f"No se puede usar el archivo de la clave, {self.key_file} ({error.strerror}). "
                "Revise sus permisos, o indique otro con PULSO_KEY_FILE. [archivo-clave]"
            ) from None

    def need_citizen_token(self) -> str:
        if self.citizen_token is None:
            raise SettingError(
                "Falta PULSO_CITIZEN_TOKEN (o PULSO_CITIZEN_TOKEN_FILE): el token del bot de "
                "ciudadanos que da @BotFather. [falta-token]"
            )
        return self.citizen_token

    def need_staff_token(self) -> str:
        if self.staff_token is None:
            raise SettingError(
                "Falta PULSO_STAFF_TOKEN (o PULSO_STAFF_TOKEN_FILE): el token del bot de los "
                "consulados que da @BotFather; otro que el de ciudadanos. [falta-token]"
            )
        return self.staff_token

    def need_citizens_address(self) -> str:
        if self.citizens_address is None:
            raise SettingError(
                "Falta PULSO_CITIZENS_ADDRESS: la dirección del chat de ciudadanos, como "
                "https://t.me/NombreDelBot; va en los enlaces que se reparten. [falta-direccion]"
            )
        return self.citizens_address


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings as the environment gives them.

    Raises:
        SettingError: one of them is malformed, or a webhook has no secret.
    """
    reader = _Reader(environment)
    data = Path(environment.get("PULSO_DATA") or ".data").absolute()
    webhook_url = reader.url("PULSO_WEBHOOK_URL")
    settings = Settings(
        data=data,
        database_url=reader.database("PULSO_DATABASE_URL"),
        citizen_token=reader.secret("PULSO_CITIZEN_TOKEN"),
        staff_token=reader.secret("PULSO_STAFF_TOKEN"),
        citizens_address=reader.url("PULSO_CITIZENS_ADDRESS"),
        telegram_api=reader.url("PULSO_TELEGRAM_API") or "https://api.telegram.org",
        webhook_url=webhook_url,
        webhook_secret=reader.secret("PULSO_WEBHOOK_SECRET"),
        host=environment.get("PULSO_HOST") or LOCAL,
        bot_port=reader.port("PULSO_BOT_PORT", 8731),
        web_port=reader.port("PULSO_WEB_PORT", 8732),
        simulator_port=reader.port("PULSO_SIMULATOR_PORT", 8730),
        key_file=Path(environment.get("PULSO_KEY_FILE") or data / "key"),
        key=reader.key("PULSO_KEY"),
    )
    if webhook_url and not _is_webhook_secret(settings.webhook_secret):
        raise SettingError(
            "PULSO_WEBHOOK_URL pide también PULSO_WEBHOOK_SECRET (o PULSO_WEBHOOK_SECRET_FILE): "
            "de 32 a 256 letras, cifras, «_» o «-». [falta-secreto]"
        )
    return settings


@dataclass(frozen=True)
class _Reader:
    environment: Mapping[str, str]

    def secret(self, name: str) -> str | None:
        """The value of *name*, or the content of the file that NAME_FILE points to."""
        if value := self.environment.get(name):
            return value
        if not (path := self.environment.get(f"{name}_FILE")):
            return None
        try:
            content = Path(path).read_text(errors="replace").strip()
        except OSError as error:
            raise SettingError(
                f"No se puede leer el archivo de {name}_FILE ({error.strerror}). [archivo-secreto]"
            ) from None
        if not content:
            raise SettingError(f"El archivo de {name}_FILE está vacío. [archivo-secreto]")
        return content

    def key(self, name: str) -> bytes | None:
        value = self.environment.get(name)
        return None if not value else _key(value, name)

    def port(self, name: str, otherwise: int) -> int:
        value = self.environment.get(name) or str(otherwise)
        if value.isdecimal() and 0 < int(value) < 65536:
            return int(value)
        raise SettingError(f"{name} debe ser un puerto de 1 a 65535, no «{value}». [puerto]")

    def url(self, name: str) -> str | None:
        value = self.environment.get(name)
        if not value:
            return None
        try:
            parts = urlsplit(value)
            is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:  # brackets that do not close
            is_address = False
        if not is_address:
            raise SettingError(f"{name} debe empezar con https:// y un servidor. [direccion]")
        return value.rstrip("/")

    def database(self, name: str) -> str | None:
        value = self.secret(name)
        if value is None:
            return None
        try:
            is_ours = make_url(value).get_backend_name() in {"postgresql", "postgres"}
        except (ArgumentError, ValueError):  # whose words may repeat the password
            is_ours = False
        if not is_ours:
            raise SettingError(
                f"{name} debe ser como postgresql://usuario:contraseña@servidor/base; los signos "
                "raros de la contraseña se escriben con %. [base-de-datos]"
            )
        return with_driver(value)


def _key(text: str, where: str) -> bytes:
    try:
        return key_file.parse(text)
    except key_file.NotAKeyError:
        raise SettingError(
            f"La clave de {where} debe ser {KEY_BYTES} bytes en base64. [clave-malformada]"
        ) from None


def _is_webhook_secret(secret: str | None) -> bool:
    return secret is not None and 32 <= len(secret) <= 256 and set(secret) <= _SECRET_ALPHABET
