"""A file that somebody names: read, or one line that says why it cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.settings import SettingError


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """Raises SettingError where the file is missing or closed to us."""
    try:
        yield
    except FileNotFoundError:
        raise SettingError(f"No existe el archivo {file}. [archivo]") from None
    except OSError as error:
        raise SettingError(f"No se puede leer {file} ({error.strerror}). [archivo]") from None
