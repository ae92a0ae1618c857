"""What the processes write down of themselves: no token, and nothing that people wrote."""

import logging
import re
import sys
from types import TracebackType
from typing import TextIO

# These print addresses with tokens, or the messages that they carry.
_CHATTY = (
    *("httpx", "httpcore", "aiogram", "aiohttp.access", "telegram"),
    *("alembic", "procrastinate"),
)
_TOKEN = re.compile(r"\d+(?::|%3A)[\w-]{20,}", re.IGNORECASE)
_log = logging.getLogger(__name__)


class _Masked(logging.Formatter):
    """Hides tokens wherever they stand: libraries put them into the texts of their errors."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("[token]", super().format(record))


def set_up() -> None:
    """From here on everything is written so, an error that ends the process too."""
    logging.basicConfig(level=logging.INFO, handlers=[handler()])
    quieten()
    sys.excepthook = ended_by


def handler(stream: TextIO | None = None) -> logging.Handler:
    """Writes to *stream*, or to the standard error."""
    made = logging.StreamHandler(stream)
    made.setFormatter(_Masked("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return made


def quieten() -> None:
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def ended_by(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """What Python would print with the token in it is written as all the rest."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
    else:
        _log.critical("stopped", exc_info=(kind, error, traceback))
