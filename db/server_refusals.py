"""Why the embedded server may not run here, each with what the person can do about it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Code = Literal[
    "busy",
    "full",
    "no_account",
    "not_ours",
    "read_only",
    "socket_folder_taken",
    "unreachable",
    "unsuitable_path",
]


@dataclass(frozen=True)
class Refusal:
    code: Code
    message: str


def busy(folder: Path, socket: Path) -> Refusal:
    return Refusal(
        "busy",
        f"Otro proceso de Pulso usa {folder}, pero su servidor no responde en {socket}. "
        "Cierre ese proceso y vuelva a intentar.",
    )


def full(folder: Path) -> Refusal:
    return Refusal(
        "full",
        f"No queda espacio en el disco de {folder}. Libere al menos 200 MB y vuelva a intentar.",
    )


def no_name(uid: int) -> Refusal:
    return Refusal(
        "no_account",
        f"El usuario número {uid} no tiene nombre en este sistema y PostgreSQL lo necesita. "
        "Use un usuario con nombre o indique otro servidor en PULSO_DATABASE_URL.",
    )


def only_root() -> Refusal:
    return Refusal(
        "no_account",
        "PostgreSQL no funciona como root y aquí no se puede usar otro usuario. "
        "Cree uno con «useradd --system pulso» o ejecute Pulso sin ser root.",
    )


def another_owner(folder: Path) -> Refusal:
    return Refusal(
        "not_ours",
        f"La carpeta {folder} es de otro usuario. "
        "Ejecute Pulso con ese usuario o elija otra carpeta.",
    )


def occupied(folder: Path) -> Refusal:
    return Refusal(
        "not_ours",
        f"En {folder} ya hay otros archivos. Elija una carpeta vacía para la base de datos.",
    )


def unwritable(folder: Path, complaint: str) -> Refusal:
    return full(folder) if no_space(complaint) else read_only(folder)


def no_space(complaint: str) -> bool:
    return "No space left on device" in complaint or "Disk quota exceeded" in complaint


def read_only(folder: Path) -> Refusal:
    return Refusal(
        "read_only",
        f"No se puede escribir en {folder}. "
        "Dé permiso de escritura a su usuario o elija otra carpeta.",
    )


def socket_folder_taken(path: Path) -> Refusal:
    return Refusal(
        "socket_folder_taken",
        f"{path} no es de Pulso: otro usuario lo creó o alguien cambió sus permisos. "
        "Bórrelo (quizá como administrador) y vuelva a intentar.",
    )


def cut_off(folder: Path) -> Refusal:
    return Refusal(
        "unreachable",
        f"La base de datos está en {folder}, pero su dueño ya no puede entrar allí. "
        "Devuélvale el paso por esa carpeta y por las que la contienen.",
    )


def no_binaries(package: Path, name: str) -> Refusal:
    return Refusal(
        "unreachable",
        f"El usuario «{name}» no puede ejecutar PostgreSQL en {package}. Mueva el proyecto a una "
        "carpeta de nombre sencillo, en un disco que permita ejecutar programas.",
    )


def unsuitable_path(folder: Path) -> Refusal:
    return Refusal(
        "unsuitable_path",
        f"La ruta {str(folder)!r} es demasiado larga o tiene caracteres que no se ven. "
        "Mueva el proyecto a una carpeta de nombre corto.",
    )
